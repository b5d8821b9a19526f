import type { Clock } from '../../core/clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Session } from '../../operations/dev/session.ts'
import { applicationEnv } from '../../operations/local-run/application-env.ts'
import type { RedriveOutcome } from '../wire/wire-state.ts'
import { inGroup } from './failure-selection.ts'
import type { LyingObject } from './failures.ts'
import { lyingObjects } from './failures.ts'
import { inspectorFaults } from './faults.ts'
import type { RecordRing } from './record-ring.ts'
import { redrivePipelines } from './redrive-pipelines.ts'
import { retryFunction } from './retry-function.ts'

/** What waits beside the stream of a run, and the way home; of one group of failures, or of all. */
export interface Redriving {
  readonly waiting: () => Promise<readonly LyingObject[]>
  /** Says what a redrive would do. */
  readonly plan: (group: string | undefined) => Promise<RedriveOutcome>
  readonly redrive: (group: string | undefined) => Promise<RedriveOutcome>
}

/** What {@link newRedriving} takes. */
export interface RedrivingOptions {
  readonly ring: RecordRing
  readonly clock: Clock
  readonly newId: () => string
  /** Gives variables to SDKs of this process, for a redrive that reads items. */
  readonly lend: (variables: Readonly<Record<string, string>>) => void
}

/** @throws PipelineError `inspector.read-only` where this run did not start the engine, and nobody allowed it */
export const checkMayAct = (session: Session, allowWrites: boolean): void => {
  if (session.engine === 'endpoint' && !allowWrites)
    throw raise(inspectorFaults, 'inspector.read-only', { endpoint: session.note.endpoint })
}

const joined = (parts: readonly RedriveOutcome[]): RedriveOutcome =>
  parts.reduce((sum, part) => ({
    lines: [...sum.lines, ...part.lines],
    wouldDeliver: sum.wouldDeliver + part.wouldDeliver,
    redriven: sum.redriven + part.redriven,
    objectsFailed: sum.objectsFailed + part.objectsFailed,
    inDoubt: sum.inDoubt + part.inDoubt,
  }))

/** Brings home what waits: of functions with a pipeline by the ledgers, of others by giving them their batches again. */
export const newRedriving = (session: Session, { ring, clock, newId, lend }: RedrivingOptions): Redriving => {
  const failures = `file:${session.note.runFolder}/failures`
  const urls = [session.note.sinks['PARK_URL'], failures].filter(url => url !== undefined)
  const waiting = async (): Promise<readonly LyingObject[]> => lyingObjects(urls, ring)
  const redrive = async (dryRun: boolean, group: string | undefined): Promise<RedriveOutcome> => {
    const variables = applicationEnv(session.note)
    lend(variables)
    const env = { ...variables, ...session.note.sinks, FAILURES_URL: failures }
    const { registries } = session
    const all = await waiting()
    const chosen = group === undefined ? all : inGroup(all, group)
    const plain = chosen.filter(({ entry }) => !registries.has(entry.functionName))
    const names = group === undefined ? undefined : new Set(chosen.map(({ entry }) => entry.object))
    const options = { registries, env, objects: names, dryRun, clock, newId }
    const nothing = { lines: [], wouldDeliver: 0, redriven: 0, objectsFailed: 0, inDoubt: 0 }
    return joined([
      registries.size > 0 ? await redrivePipelines(options) : nothing,
      await retryFunction(plain, { dryRun, invoke: session.commands.invoke }),
    ])
  }
  return {
    waiting,
    plan: async group => redrive(true, group),
    redrive: async group => redrive(false, group),
  }
}
