import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { reasonOf } from '../errors/thrown.ts'
import type { Fact, Facts, RecordFacts } from '../ledger/facts.ts'
import { noFact, recordName, unite } from '../ledger/facts.ts'
import { readFacts, recordId, writeFacts } from '../ledger/ledger.ts'
import type { Runs } from '../ledger/runs.ts'
import type { Batch } from './batch.ts'
import { wantsOf } from './batch.ts'
import { inTime } from './in-time.ts'
import type { DispatchOptions } from './options.ts'
import type { Unit, Want } from './want.ts'
import { isFinished } from './want.ts'

/** The units of one stream: Lambda never mixes streams, a replay may. */
const byStream = (units: readonly Unit[]): ReadonlyMap<string, readonly Unit[]> => {
  const streamArn = units[0]?.view.streamArn ?? ''
  return units.every(({ view }) => view.streamArn === streamArn)
    ? new Map([[streamArn, units]])
    : Map.groupBy(units, ({ view }) => view.streamArn)
}

const sequenceNumberOf = (unit: Unit | undefined): string => unit?.view.sequenceNumber ?? '0'

/** A stream whose facts could not be written. */
export interface Forgotten {
  readonly streamArn: string
  readonly error: Error
}

/** Facts by stream: the same number and key in two streams are two records. */
export type KnownFacts = ReadonlyMap<string, Facts>

/** A ledger has at least so long, in milliseconds; it is no use to ask with no time at all. */
const leastWaitMs = 100

/**
 * What earlier invocations left behind about the records of this batch: one query per stream, and half of the time at
 * most, so that there is an answer even when the ledger gives none.
 *
 * @throws PipelineError `delivery.ledger-unreadable`
 */
export const recall = async (batch: Batch, options: DispatchOptions): Promise<KnownFacts> => {
  try {
    const { functionName, stage, ledger, clock, deadlineAtMs, reserveMs } = options
    const waitMs = Math.max(leastWaitMs, (deadlineAtMs - reserveMs - clock.now()) / 2)
    const read = async (signal: AbortSignal) =>
      Promise.all(
        [...byStream(batch.units)].map(async ([streamArn, units]) => {
          const scope = { functionName, stage, streamArn }
          const [first, last] = [sequenceNumberOf(units[0]), sequenceNumberOf(units.at(-1))]
          return [streamArn, await readFacts(ledger, scope, first, last, signal)] as const
        }),
      )
    return new Map(await inTime(waitMs, clock, read))
  } catch (cause) {
    throw raise(deliveryFaults, 'delivery.ledger-unreadable', { reason: reasonOf(cause) }, { cause })
  }
}

/** A state sink that already holds a later image of the item has nothing to gain from an earlier one. */
const passOver = (first: Want): void => {
  let lastApplied: Want | undefined
  for (let want: Want | undefined = first; want !== undefined; want = want.next) {
    if (want.state === 'applied') lastApplied = want
  }
  if (lastApplied === undefined) return
  for (let want: Want | undefined = first; want !== undefined && want !== lastApplied; want = want.next) {
    if (want.state === 'waiting') want.state = 'unchanged'
  }
}

/** Marks what is finished already and carries attempts over. */
export const applyFacts = (batch: Batch, facts: KnownFacts): void => {
  if ([...facts.values()].every(({ size }) => size === 0)) return
  for (const unit of batch.units) {
    const known = facts.get(unit.view.streamArn)?.get(recordName(recordId(unit.view)))?.byProcessor
    if (known === undefined) continue
    for (const want of wantsOf(batch, unit)) {
      const fact = known.get(want.processor.name) ?? noFact
      want.attempts = fact.attempts
      want.together = fact.together
      const { witness = 0, firstFailedAtMs } = fact
      if (witness > 0 || firstFailedAtMs !== undefined)
        want.failure = { witness, firstFailedAtMs, appliedBefore: undefined, isAttempt: false }
      if (fact.done !== undefined) want.state = fact.done
    }
  }
  for (const items of batch.items) {
    if (items[0]?.processor.sink === 'state') items.forEach(passOver)
  }
}

const doneOf = ({ state }: Want): 'applied' | 'parked' | undefined =>
  state === 'parked' ? 'parked' : state === 'applied' || state === 'unchanged' ? 'applied' : undefined

/** What this invocation knows of a want: that it is finished, or how it has failed. */
const factOf = (want: Want): Fact | undefined => {
  const { attempts, together, failure } = want
  const done = doneOf(want)
  if (done === undefined && attempts === 0 && !together && failure === undefined) return undefined
  const { witness = 0, firstFailedAtMs } = failure ?? {}
  return {
    done,
    attempts,
    together,
    ...(witness > 0 && { witness }),
    ...(firstFailedAtMs !== undefined && { firstFailedAtMs }),
  }
}

/** What this invocation knows of the units: everything finished, and every attempt at the rest. */
const factsOf = (batch: Batch, units: readonly Unit[], runs: Runs | undefined): Facts => {
  const facts = new Map<string, RecordFacts>()
  for (const unit of units) {
    const id = recordId(unit.view)
    const byProcessor = new Map<string, Fact>()
    for (const want of wantsOf(batch, unit)) {
      const fact = factOf(want)
      if (fact !== undefined) byProcessor.set(want.processor.name, fact)
    }
    if (byProcessor.size > 0 || runs !== undefined)
      facts.set(recordName(id), { id, byProcessor, ...(runs && { runs }) })
  }
  return facts
}

/**
 * Leaves behind what a retry has to know, and says of which streams it could not. A batch that is through needs
 * nothing, unless it was counted as `runs` of a lone record. A ledger that cannot be written, or gives no answer in
 * three quarters of the time that is left, does not hold the response back: finished effects may then be repeated, but nothing
 * is lost.
 */
export const remember = async (
  batch: Batch,
  known: KnownFacts,
  runs: Runs | undefined,
  options: DispatchOptions,
): Promise<readonly Forgotten[]> => {
  const open = new Set(batch.wants.filter(want => !isFinished(want)).map(({ unit }) => unit))
  if (open.size === 0 && runs === undefined) return []
  const { functionName, stage, ledger, ledgerLifeMs, clock, deadlineAtMs } = options
  const waitMs = Math.max(leastWaitMs, ((deadlineAtMs - clock.now()) * 3) / 4)
  const write = async (streamArn: string, units: readonly Unit[]): Promise<readonly Forgotten[]> => {
    const lowest = units.find(unit => open.has(unit)) ?? (runs && units[0])
    if (lowest === undefined) return []
    const facts = unite(known.get(streamArn) ?? new Map(), factsOf(batch, units, runs))
    if (facts.size === 0) return []
    const under = {
      lowest: sequenceNumberOf(lowest),
      first: sequenceNumberOf(units[0]),
      last: sequenceNumberOf(units.at(-1)),
      expiresAtMs: clock.now() + ledgerLifeMs,
    }
    const scope = { functionName, stage, streamArn }
    try {
      await inTime(waitMs, clock, async signal => writeFacts(ledger, scope, facts, under, signal))
      return []
    } catch (cause) {
      return [
        {
          streamArn,
          error: raise(deliveryFaults, 'delivery.ledger-unwritable', { reason: reasonOf(cause) }, { cause }),
        },
      ]
    }
  }
  const writes = [...byStream(batch.units)].map(async ([streamArn, units]) => write(streamArn, units))
  return (await Promise.all(writes)).flat()
}
