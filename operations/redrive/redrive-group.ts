import type { ProcessorReport } from '../../core/dispatch/report.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Fact, Facts } from '../../core/ledger/facts.ts'
import { recordId, writeFacts } from '../../core/ledger/ledger.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import type { RecordView } from '../../core/record/record-view.ts'
import type { Account } from '../accounting/account.ts'
import type { DeliverySurroundings } from './deliver-targets.ts'
import { deliverTargets, placeOf, remedyOf } from './deliver-targets.ts'
import type { RedriveEvent } from './redrive-event.ts'
import type { Group, Held, Target } from './targets.ts'

/** What the groups of one redrive share. */
export interface Redriving extends Omit<DeliverySurroundings, 'onReport' | 'onInvoke'> {
  readonly ledger: LedgerStore
  readonly ledgerLifeMs: number
  readonly account: Account
  readonly tell: (event: RedriveEvent) => void
  readonly isChosen: (processor: string) => boolean
  /** Function, processor, stream and key of which a change failed: no later one may go before it. */
  readonly blocked: Set<string>
}

/** Records of one call, as many as a batch of the worked example. */
const batchSize = 100

const lane = ({ functionName }: Group, processor: string, { streamArn, key }: RecordView): string =>
  JSON.stringify([functionName, processor, streamArn, key])

const isDone = (report: ProcessorReport | undefined): boolean =>
  report?.outcome === 'applied' || report?.outcome === 'unchanged'

const failureOf = (
  report: ProcessorReport | undefined,
  key: string,
): NonNullable<ProcessorReport['error']> => {
  if (report?.error !== undefined) return report.error
  const { code, message } = raise('redrive.behind-failure', { key })
  return { code, message }
}

/** Says how each open (processor, record) of a call ended, and blocks what is behind a failure. */
const settle = (
  group: Group,
  targets: readonly Target[],
  results: ReadonlyMap<string, ProcessorReport>,
  { account, tell, isChosen, blocked }: Redriving,
): void => {
  const { functionName } = group
  for (const { name, view, wants } of targets) {
    const record = `${view.sequenceNumber} ${view.key}`
    account.received(record)
    for (const [processor, want] of wants) {
      if (!isChosen(processor)) continue
      const place = `${functionName}/${processor}`
      const report = results.get(placeOf(name, processor))
      if (want.done !== undefined) {
        account.settled(record, place, want.done === 'parked' ? 'parked' : 'unchanged')
      } else if (isDone(report)) {
        account.settled(record, place, report?.outcome === 'applied' ? 'applied' : 'unchanged')
      } else {
        const error = failureOf(report, view.key)
        const remedy = remedyOf(error.code)
        account.settled(record, place, 'failed')
        blocked.add(lane(group, processor, view))
        tell({
          event: 'Failed',
          functionName,
          processor,
          eventName: view.kind,
          key: view.key,
          sequenceNumber: view.sequenceNumber,
          ...error,
          ...(remedy !== undefined && { remedy }),
        })
      }
    }
  }
}

/** What is finished of an object's records: by itself, as a parked change, or as part of a discarded batch. */
const factsOf = (
  { object }: Held,
  targets: ReadonlyMap<string, Target>,
  results: ReadonlyMap<string, ProcessorReport>,
): Facts => {
  const facts = new Map<string, { id: ReturnType<typeof recordId>; byProcessor: Map<string, Fact> }>()
  for (const { name, view } of object.records) {
    const byProcessor = new Map<string, Fact>()
    for (const [processor, want] of targets.get(name)?.wants ?? []) {
      if (want.isParked !== (object.processor === processor)) continue
      const done = want.done ?? (isDone(results.get(placeOf(name, processor))) ? 'applied' : undefined)
      if (done !== undefined) byProcessor.set(processor, { done, attempts: 0, together: false })
    }
    if (byProcessor.size > 0) facts.set(name, { id: recordId(view), byProcessor })
  }
  return facts
}

/** Remembers what is finished under each object's own range, which stays the same whoever redrives it next. */
const remember = async (
  group: Group,
  targets: readonly Target[],
  results: ReadonlyMap<string, ProcessorReport>,
  { ledger, ledgerLifeMs, clock }: Redriving,
): Promise<void> => {
  const byName = new Map(targets.map(target => [target.name, target]))
  const expiresAtMs = clock.now() + ledgerLifeMs
  for (const held of group.held) {
    const facts = factsOf(held, byName, results)
    if (facts.size === 0) continue
    const scope = held.object.processor === undefined ? group.scope : group.redriveScope
    const { first, last } = held.found
    await writeFacts(ledger, scope, facts, { lowest: first, first, last, expiresAtMs })
  }
}

/**
 * Delivers what is open of a group, call by call, and remembers it after each: whatever happens in between, the next
 * redrive repeats no finished call. Returns how everything stands at the end.
 */
export const redriveGroup = async (
  group: Group,
  targets: readonly Target[],
  redriving: Redriving,
  isOver: () => boolean,
): Promise<ReadonlyMap<string, ProcessorReport>> => {
  const { functionName } = group
  const { account, tell, isChosen, blocked } = redriving
  const results = new Map<string, ProcessorReport>()
  for (let start = 0; start < targets.length && !isOver(); start += batchSize) {
    const some = targets.slice(start, start + batchSize)
    const isFor = (processor: string, view: RecordView): boolean =>
      isChosen(processor) && !blocked.has(lane(group, processor, view))
    const delivered = await deliverTargets(group, some, isFor, {
      ...redriving,
      onInvoke: account.batchStarted,
      onReport: report => {
        if (report.outcomes.length > 0) tell({ event: 'EffectWritten', functionName, report })
      },
    })
    for (const [place, report] of delivered) results.set(place, report)
    await remember(group, some, delivered, redriving)
    settle(group, some, delivered, redriving)
  }
  return results
}

/** How an object stands: finished for all processors, failed for one, or only left for those not chosen. */
export const standingOf = (
  { object }: Held,
  targets: ReadonlyMap<string, Target>,
  results: ReadonlyMap<string, ProcessorReport>,
  isChosen: (processor: string) => boolean,
): 'redriven' | 'failed' | 'left' => {
  let standing: 'redriven' | 'left' = 'redriven'
  for (const { name } of object.records) {
    for (const [processor, want] of targets.get(name)?.wants ?? []) {
      const isMine = object.processor === undefined ? !want.isParked : object.processor === processor
      if (!isMine || want.done !== undefined || isDone(results.get(placeOf(name, processor)))) continue
      if (isChosen(processor)) return 'failed'
      standing = 'left'
    }
  }
  return standing
}
