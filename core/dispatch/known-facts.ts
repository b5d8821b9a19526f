import { raise } from '../errors/pipeline-error.ts'
import { logDetail } from '../errors/log-detail.ts'
import { reasonOf } from '../errors/thrown.ts'
import type { Facts } from '../ledger/facts.ts'
import { noFact, recordName, unite } from '../ledger/facts.ts'
import { readFacts, recordId, writeFacts } from '../ledger/ledger.ts'
import type { Batch } from './batch.ts'
import { wantsOf } from './batch.ts'
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

/** Facts by stream: the same number and key in two streams are two records. */
export type KnownFacts = ReadonlyMap<string, Facts>

/**
 * What earlier invocations left behind about the records of this batch: one query per stream.
 *
 * @throws PipelineError `delivery.ledger-unreadable`
 */
export const recall = async (batch: Batch, options: DispatchOptions): Promise<KnownFacts> => {
  try {
    const { functionName, stage, ledger } = options
    const read = [...byStream(batch.units)].map(async ([streamArn, units]) => {
      const scope = { functionName, stage, streamArn }
      const [first, last] = [sequenceNumberOf(units[0]), sequenceNumberOf(units.at(-1))]
      return [streamArn, await readFacts(ledger, scope, first, last)] as const
    })
    return new Map(await Promise.all(read))
  } catch (cause) {
    throw raise('delivery.ledger-unreadable', { reason: reasonOf(cause) }, { cause })
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
      if (fact.done !== undefined) want.state = fact.done
    }
  }
  for (const items of batch.items) {
    if (items[0]?.processor.sink === 'state') items.forEach(passOver)
  }
}

const doneOf = ({ state }: Want): 'applied' | 'parked' | undefined =>
  state === 'parked' ? 'parked' : state === 'applied' || state === 'unchanged' ? 'applied' : undefined

/** What this invocation knows of the units: everything finished, and every attempt at the rest. */
const factsOf = (batch: Batch, units: readonly Unit[]): Facts => {
  const facts = new Map<
    string,
    { id: ReturnType<typeof recordId>; byProcessor: Map<string, typeof noFact> }
  >()
  for (const unit of units) {
    const id = recordId(unit.view)
    const byProcessor = new Map<string, typeof noFact>()
    for (const want of wantsOf(batch, unit)) {
      const { attempts, together } = want
      const done = doneOf(want)
      if (done !== undefined || attempts > 0 || together) {
        byProcessor.set(want.processor.name, { done, attempts, together })
      }
    }
    if (byProcessor.size > 0) facts.set(recordName(id), { id, byProcessor })
  }
  return facts
}

/**
 * Leaves behind what a retry has to know. A batch that is through needs nothing. A ledger that cannot be written
 * does not hold the response back: finished effects may then be repeated, but nothing is lost.
 */
export const remember = async (batch: Batch, known: KnownFacts, options: DispatchOptions): Promise<void> => {
  const open = new Set(batch.wants.filter(want => !isFinished(want)).map(({ unit }) => unit))
  if (open.size === 0) return
  const { functionName, stage, ledger, ledgerLifeMs, clock, logger } = options
  const writes = [...byStream(batch.units)].map(async ([streamArn, units]) => {
    const lowest = units.find(unit => open.has(unit))
    if (lowest === undefined) return
    const facts = unite(known.get(streamArn) ?? new Map(), factsOf(batch, units))
    if (facts.size === 0) return
    await writeFacts(ledger, { functionName, stage, streamArn }, facts, {
      lowest: sequenceNumberOf(lowest),
      first: sequenceNumberOf(units[0]),
      last: sequenceNumberOf(units.at(-1)),
      expiresAtMs: clock.now() + ledgerLifeMs,
    })
  })
  for (const { status, reason } of (await Promise.allSettled(writes)) as readonly {
    status: string
    reason?: unknown
  }[]) {
    if (status === 'fulfilled') continue
    const failure = raise('delivery.ledger-unwritable', { reason: reasonOf(reason) }, { cause: reason })
    const { message, ...detail } = logDetail(failure)
    logger.error(message, detail)
  }
}
