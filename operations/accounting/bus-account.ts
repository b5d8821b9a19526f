import type { RecordReport } from '../../core/dispatch/report.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { recordPlace } from '../../core/record/view-of.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { EngineEvent } from '../../engine/events.ts'
import type { RecordAccount } from './account.ts'
import { processorsWanting } from './processors-wanting.ts'

const nameOf = (record: StreamRecord): string => {
  const { sequenceNumber, key } = recordPlace(record)
  return `${sequenceNumber} ${key}`
}

const settleReport = (
  account: RecordAccount,
  functionName: string,
  { sequenceNumber, key, outcomes }: RecordReport,
): void => {
  for (const { processor, outcome } of outcomes) {
    const ending = outcome === 'retry' ? 'failed' : outcome
    account.settled(`${sequenceNumber} ${key}`, `${functionName}/${processor}`, ending)
  }
}

/** Lambda gave these up: whatever a processor had not finished by then has failed. */
const settleDiscard = (
  account: RecordAccount,
  functionName: string,
  registry: Registry | undefined,
  records: readonly StreamRecord[],
): void => {
  for (const record of records) {
    for (const processor of registry === undefined ? [] : processorsWanting(registry, record)) {
      account.settled(nameOf(record), `${functionName}/${processor}`, 'failed')
    }
  }
}

/**
 * Keeps an account by listening to the bus of mappings.
 *
 * @param functionOf - the function of a mapping. @defaultValue mappings go by the names of their functions
 */
export const accountFromBus =
  (
    account: RecordAccount,
    registries: ReadonlyMap<string, Registry>,
    functionOf: (mapping: string) => string = mapping => mapping,
  ) =>
  (event: EngineEvent): void => {
    const settleGivenUpBy = (name: string, records: readonly StreamRecord[]): void => {
      settleDiscard(account, name, registries.get(name), records)
    }
    if (event.event === 'RecordSeen') account.received(nameOf(event.record))
    else if (event.event === 'InvokeStarted') account.batchStarted(event.isRedelivery)
    else if (event.event === 'EffectWritten') settleReport(account, event.functionName, event.report)
    else if (event.event === 'Discarded') settleGivenUpBy(functionOf(event.mapping), event.records)
  }
