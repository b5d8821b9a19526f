import { expect, it } from 'vitest'
import {
  doneTwice,
  givenUp,
  lost,
  misordered,
  parkedTooSoon,
  repeated,
  stale,
  wronglyDoubted,
} from './invariants.ts'
import { playDelivery } from './play.ts'

const seeds = Number(process.env['TAILRACE_SEEDS'] ?? 1_000)

it(`loses nothing, keeps order, and ends right, whatever goes wrong (${seeds} seeds)`, async () => {
  const failures: string[] = []

  for (let seed = 1; seed <= seeds && failures.length < 5; seed += 1) {
    const story = await playDelivery(seed)
    const checks = [lost, repeated, doneTwice, wronglyDoubted, misordered, stale, parkedTooSoon, givenUp]
    const problems = checks.flatMap(check => check(story))
    failures.push(...problems.map(problem => `seed ${seed}: ${problem}`))
  }

  expect(failures).toEqual([])
}, 600_000)
