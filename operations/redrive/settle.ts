import type { ProcessorReport } from '../../core/dispatch/report.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { RecordView } from '../../core/record/record-view.ts'
import type { RecordAccount } from '../accounting/account.ts'
import type { Results } from './deliver-targets.ts'
import { redriveFaults } from './faults.ts'
import type { RedriveEvent } from './redrive-event.ts'
import type { Group, Held, Target } from './targets.ts'
import type { Lanes } from './lanes.ts'
import { placeOf } from './targets.ts'

/** What is kept of how things ended. */
export interface Books {
  readonly account: RecordAccount
  readonly tell: (event: RedriveEvent) => void
  readonly isChosen: (processor: string) => boolean
  /** Lanes of which a change failed: no later one may go before it. */
  readonly lanes: Lanes
}

/** True when the effect is there. */
export const isHome = (report: ProcessorReport | undefined): boolean =>
  report?.outcome === 'applied' || report?.outcome === 'unchanged'

const tellFailure = (
  { functionName }: Group,
  processor: string,
  view: RecordView,
  report: ProcessorReport | undefined,
  tell: Books['tell'],
): void => {
  const { kind: eventName, key, sequenceNumber } = view
  const { code, message, remedy } = report?.error ?? raise(redriveFaults, 'redrive.behind-failure', { key })
  tell({
    event: 'Failed',
    functionName,
    processor,
    eventName,
    key,
    sequenceNumber,
    code,
    message,
    ...(remedy !== undefined && { remedy }),
  })
}

/** Keeps account of how each (processor, record) of a call ended, and blocks what is behind a failure. */
export const settle = (group: Group, targets: readonly Target[], results: Results, books: Books): void => {
  const { account, tell, isChosen, lanes } = books
  for (const { name, view, wants } of targets) {
    const record = `${view.sequenceNumber} ${view.key}`
    const chosen = [...wants].filter(([processor]) => isChosen(processor))
    if (chosen.length > 0 || wants.size === 0) account.received(record)
    for (const [processor, { done }] of chosen) {
      const place = `${group.functionName}/${processor}`
      const report = results.get(placeOf(name, processor))
      if (done !== undefined) account.settled(record, place, done === 'parked' ? 'parked' : 'unchanged')
      else if (isHome(report))
        account.settled(record, place, report?.outcome === 'applied' ? 'applied' : 'unchanged')
      else {
        account.settled(record, place, 'failed')
        lanes.block(group.functionName, processor, view)
        tellFailure(group, processor, view, report, tell)
      }
    }
  }
}

/** How an object stands: finished for all processors, failed for one, or only left for those not chosen. */
export const standingOf = (
  { object }: Held,
  targets: ReadonlyMap<string, Target>,
  results: Results,
  isChosen: Books['isChosen'],
): 'redriven' | 'failed' | 'left' => {
  let standing: 'redriven' | 'left' = 'redriven'
  for (const { name } of object.records) {
    for (const [processor, want] of targets.get(name)?.wants ?? []) {
      const isMine = object.processor === undefined ? !want.isParked : object.processor === processor
      if (!isMine || want.done !== undefined || isHome(results.get(placeOf(name, processor)))) continue
      if (isChosen(processor)) return 'failed'
      standing = 'left'
    }
  }
  return standing
}
