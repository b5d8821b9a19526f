import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import type { ProcessorReport } from '../../core/dispatch/report.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { LedgerEntry, LedgerEntries, RecordId } from '../../core/ledger/ledger-entry.ts'
import { recordId, writeEntries } from '../../core/ledger/ledger.ts'
import type { RecordView } from '../../core/record/record-view.ts'
import type { DeliveredCall } from './deliver.ts'
import type { RedriveResults } from './deliver-call.ts'
import type { LoadedObject } from './objects/found-object.ts'
import { tellDoubt } from './tell-doubt.ts'
import type { PlannedDelivery, PlannedRecord, RedrivePlan } from './plan.ts'
import { deliveryName } from './plan.ts'
import type { RedriveRun } from './redrive-run.ts'
import { objectsAtOnce } from './redrive-run.ts'
import { redriveFaults } from './faults.ts'

/** True when the effect is there. */
const isRedriven = (report: ProcessorReport | undefined): boolean =>
  report?.outcome === 'applied' || report?.outcome === 'unchanged'

const applied: LedgerEntry = { done: 'applied', attempts: 0, retryAlone: false }

type ByName = ReadonlyMap<string, PlannedRecord>

const byName = (records: readonly PlannedRecord[]): ByName =>
  new Map(records.map(record => [record.name, record]))

/** What is planned of an object's records for that object: what is planned for others is theirs. */
const deliveriesFor = (
  { found, object }: LoadedObject,
  planned: ByName,
): readonly (readonly [PlannedRecord, string, PlannedDelivery])[] =>
  object.records.flatMap(({ name }) => {
    const record = planned.get(name)
    if (record === undefined) return []
    return [...record.deliveries]
      .filter(([, { objects }]) => objects.includes(found))
      .map(([processor, delivery]) => [record, processor, delivery] as const)
  })

/** What was redriven of an object in a call. */
const entriesOf = (loaded: LoadedObject, planned: ByName, results: RedriveResults): LedgerEntries => {
  const entries = new Map<string, { id: RecordId; byProcessor: Map<string, LedgerEntry> }>()
  for (const [{ name, view }, processor, { done }] of deliveriesFor(loaded, planned)) {
    if (done !== undefined || !isRedriven(results.get(deliveryName(name, processor)))) continue
    const known = entries.get(name) ?? { id: recordId(view), byProcessor: new Map<string, LedgerEntry>() }
    entries.set(name, known)
    known.byProcessor.set(processor, applied)
  }
  return entries
}

/** Remembers what was redriven under each object's own range, which stays the same whoever redrives it next. */
const remember = async (plan: RedrivePlan, call: DeliveredCall, run: RedriveRun): Promise<void> => {
  const expiresAtMs = run.clock.now() + run.ledgerLifeMs
  const planned = byName(call.records)
  await mapConcurrently(plan.loaded, objectsAtOnce, async loaded => {
    const entries = entriesOf(loaded, planned, call.results)
    if (entries.size === 0) return
    const scope = loaded.object.processor === undefined ? plan.scope : plan.redriveScope
    const { first, last } = loaded.found
    await writeEntries(run.ledger, scope, entries, { lowest: first, first, last, expiresAtMs })
  })
}

const tellFailure = (
  functionName: string,
  processor: string,
  { kind: eventName, key, sequenceNumber }: RecordView,
  report: ProcessorReport | undefined,
  tell: RedriveRun['tell'],
): void => {
  const { code, message, remedy } = report?.error ?? raise(redriveFaults, 'redrive.behind-failure', { key })
  const place = { functionName, processor, eventName, key, sequenceNumber }
  tell({ event: 'Failed', ...place, code, message, ...(remedy !== undefined && { remedy }) })
}

const recordOf = ({ sequenceNumber, key }: RecordView): string => `${sequenceNumber} ${key}`

/** Keeps account of how one delivery ended, and blocks what is behind it where it failed. */
const settleDelivery = (
  { functionName }: RedrivePlan,
  { view }: PlannedRecord,
  [processor, { done, objects, doubt }]: readonly [string, PlannedDelivery],
  report: ProcessorReport | undefined,
  run: RedriveRun,
): void => {
  const { account, lanes, objectClaims, tell } = run
  const settled = (ending: 'applied' | 'unchanged' | 'parked' | 'failed'): void => {
    account.settled(recordOf(view), `${functionName}/${processor}`, ending)
  }
  if (done !== undefined) settled(done === 'parked' ? 'parked' : 'unchanged')
  else if (isRedriven(report)) settled(report?.outcome === 'applied' ? 'applied' : 'unchanged')
  else if (objects.every(objectClaims.isSettledElsewhere)) settled('unchanged')
  else {
    settled('failed')
    lanes.block(functionName, processor, view)
    if (doubt !== undefined && report === undefined) tellDoubt(functionName, processor, view, doubt, run)
    else tellFailure(functionName, processor, view, report, tell)
  }
}

/** Settles a call: remembers first, so that nothing that is told can be forgotten. */
export const settleCall = async (plan: RedrivePlan, call: DeliveredCall, run: RedriveRun): Promise<void> => {
  const { account, tally, isChosen } = run
  await remember(plan, call, run)
  for (const record of call.records) {
    const { name, view, deliveries } = record
    const chosen = [...deliveries].filter(([processor, delivery]) => isChosen(processor, delivery))
    if (chosen.length > 0 || (deliveries.size === 0 && run.resolve === undefined))
      account.received(recordOf(view))
    for (const delivery of chosen)
      settleDelivery(plan, record, delivery, call.results.get(deliveryName(name, delivery[0])), run)
  }
  tally.recordsDone += call.records.length
}

/** How an object ended: redriven for all processors, failed for one, or only left for those not chosen. */
const statusOf = (
  loaded: LoadedObject,
  planned: ByName,
  results: RedriveResults,
  isChosen: RedriveRun['isChosen'],
): 'redriven' | 'failed' | 'left' => {
  const open = deliveriesFor(loaded, planned).filter(
    ([{ name }, processor, { done }]) =>
      done === undefined && !isRedriven(results.get(deliveryName(name, processor))),
  )
  if (open.length === 0) return 'redriven'
  return open.some(([, processor, delivery]) => isChosen(processor, delivery)) ? 'failed' : 'left'
}

/** What another redrive has settled has not failed here, whatever came of trying it. */
const settledElsewhere = (
  plan: RedrivePlan,
  loaded: LoadedObject,
  planned: ByName,
  { account, tally, isChosen, tell }: RedriveRun,
): void => {
  for (const [{ view }, processor, delivery] of deliveriesFor(loaded, planned))
    if (isChosen(processor, delivery))
      account.settled(recordOf(view), `${plan.functionName}/${processor}`, 'unchanged')
  tally.settledElsewhere += 1
  tell({ event: 'SettledElsewhere', object: loaded.found.object })
}

/** Sets an object aside that is redriven, unless another redrive has it by now, or has done so. */
const settleObject = async (
  plan: RedrivePlan,
  loaded: LoadedObject,
  planned: ByName,
  results: RedriveResults,
  run: RedriveRun,
): Promise<void> => {
  const { found } = loaded
  const { objectClaims, tally, tell, isChosen } = run
  const isMine = await objectClaims.isMine(found)
  const isGone = !isMine && (await found.place.read(found.key)) === undefined
  const status = statusOf(loaded, planned, results, isChosen)
  // Whoever has it now finds in the ledger that all of it is redriven, and sets it aside.
  const isOurs = isMine && status === 'redriven'
  if (isGone || (isOurs && !(await found.place.retire(found.key)))) {
    settledElsewhere(plan, loaded, planned, run)
    return
  }
  tally[status] += 1
  tell({ event: isOurs ? 'Redriven' : 'Kept', object: found.object })
}

/** Settles the objects of a plan of which every call was settled. */
export const settleObjects = async (
  plan: RedrivePlan,
  results: RedriveResults,
  run: RedriveRun,
): Promise<void> => {
  const planned = byName(plan.records)
  await mapConcurrently(plan.loaded, objectsAtOnce, async loaded =>
    settleObject(plan, loaded, planned, results, run),
  )
}
