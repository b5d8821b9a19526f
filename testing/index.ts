export type {
  FixtureInvocation,
  FixtureRecord,
  FixtureReport,
  ReplayFixtureOptions,
} from './replay-fixture.ts'
export { replayFixture } from './replay-fixture.ts'
