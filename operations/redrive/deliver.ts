import type { ProcessorReport } from '../../core/dispatch/report.ts'
import type { AnyPipelineError } from '../../core/errors/pipeline-error.ts'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import type { Fact, Facts } from '../../core/ledger/facts.ts'
import { recordId } from '../../core/ledger/ledger.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import type { RecordView } from '../../core/record/record-view.ts'
import type { DeliverySurroundings, Results } from './deliver-targets.ts'
import { deliverTargets } from './deliver-targets.ts'
import { passingLedger } from './narrow.ts'
import { remember } from './remember.ts'
import type { Books } from './settle.ts'
import { settle } from './settle.ts'
import type { Group, Target } from './targets.ts'
import { placeOf } from './targets.ts'

/** What the groups of one redrive share. */
export interface Redriving extends Books, Omit<DeliverySurroundings, 'onReport' | 'onInvoke'> {
  readonly ledger: LedgerStore
  readonly ledgerLifeMs: number
  readonly isOver: () => boolean
  /** Holds on to the objects in hand; throws when another redrive has one of them. */
  readonly keep: () => Promise<void>
  /** So many records more are through. */
  readonly advance: (records: number) => void
}

/** Records of one call, as many as a batch of the worked example. */
const batchSize = 100

const knownFacts = (targets: readonly Target[]): Facts =>
  new Map(
    targets.map(({ name, view, wants }) => {
      const done = [...wants].filter(([, want]) => want.done !== undefined)
      const facts = done.map(([processor, want]): [string, Fact] => [
        processor,
        { done: want.done, attempts: 0, together: false },
      ])
      return [name, { id: recordId(view), byProcessor: new Map(facts) }]
    }),
  )

/** A record that nothing can be said about has failed for all who wanted it. */
const allFailed = (targets: readonly Target[], { code, message }: AnyPipelineError): Results =>
  new Map(
    targets.flatMap(({ name, wants }) =>
      [...wants.keys()].map(processor => [
        placeOf(name, processor),
        { processor, outcome: 'retry', ran: true, attempt: 1, error: { code, message } } as const,
      ]),
    ),
  )

const inCalls = (targets: readonly Target[]): Target[][] =>
  Array.from({ length: Math.ceil(targets.length / batchSize) }, (_, index) =>
    targets.slice(index * batchSize, (index + 1) * batchSize),
  )

/** Does what follows from a call: remembers first, so that nothing that is told can be forgotten. */
const close = async (
  group: Group,
  call: readonly Target[],
  delivered: Results,
  redriving: Redriving,
): Promise<void> => {
  const { ledger, ledgerLifeMs, clock } = redriving
  await remember(group, call, delivered, ledger, clock.now() + ledgerLifeMs)
  settle(group, call, delivered, redriving)
  redriving.advance(call.length)
}

/** A call's results; `undefined` when one of its records fails it as a whole. */
const attempt = async (
  call: readonly Target[],
  deliver: () => Promise<Results>,
): Promise<Results | undefined> => {
  try {
    return await deliver()
  } catch (error) {
    if (!isPipelineError(error) || !error.code.startsWith('record.')) throw error
    return call.length > 1 ? undefined : allFailed(call, error)
  }
}

/**
 * Delivers what is open of a group, call by call, and remembers it after each: whatever happens in between, the next
 * redrive repeats no finished call. After a record failed its call as a whole, the call's records go one by one:
 * what was under way beside it may be repeated, as after a bisect, but once and not at every halving.
 * Returns how everything stands at the end.
 */
export const redriveGroup = async (
  group: Group,
  targets: readonly Target[],
  redriving: Redriving,
): Promise<Results> => {
  const { account, tell, isChosen, lanes, isOver, keep } = redriving
  const { functionName } = group
  const passing = passingLedger(knownFacts(targets))
  const isFor = (processor: string, view: RecordView): boolean =>
    isChosen(processor) && !lanes.isBlocked(functionName, processor, view)
  const surroundings: DeliverySurroundings = {
    ...redriving,
    onInvoke: account.batchStarted,
    onReport: report => {
      if (report.outcomes.length > 0) tell({ event: 'EffectWritten', functionName, report })
    },
  }
  const results = new Map<string, ProcessorReport>()
  const calls = inCalls(targets)
  for (let call = calls.shift(); call !== undefined && !isOver(); call = calls.shift()) {
    const some = call
    await keep()
    const delivered = await attempt(some, async () =>
      deliverTargets(group, some, passing, isFor, surroundings),
    )
    if (delivered === undefined) {
      calls.unshift(...some.map(target => [target]))
      continue
    }
    for (const [place, report] of delivered) results.set(place, report)
    await close(group, some, delivered, redriving)
  }
  return results
}
