import type { RecordReport } from '../../core/dispatch/report.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { recordPlace } from '../../core/record/view-of.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { EngineEvent } from '../../engine/events.ts'
import type { AnsweredRecord } from '../../engine/machine/answered.ts'
import type { RecordAccount } from './account.ts'
import { functionItself } from './function-itself.ts'
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
  registry: Registry,
  records: readonly StreamRecord[],
): void => {
  for (const record of records) {
    for (const processor of processorsWanting(registry, record)) {
      account.settled(nameOf(record), `${functionName}/${processor}`, 'failed')
    }
  }
}

/** Of a function without a pipeline its answers are all that is known. */
const settleAnswers = (
  account: RecordAccount,
  functionName: string,
  answered: readonly AnsweredRecord[],
): void => {
  for (const { record, became } of answered) {
    account.settled(nameOf(record), functionItself(functionName), became === 'applied' ? 'applied' : 'failed')
  }
}

/** What a function gets is not done before it has said so, and what was given up never is. */
const unanswered = (event: EngineEvent): readonly StreamRecord[] => {
  if (event.event === 'Discarded') return event.records
  return event.event === 'FilterDecided' && event.admitted ? [event.record] : []
}

/**
 * Keeps an account by listening to the bus of mappings. A function with a registry says itself what it did with each
 * record; of any other its answers are taken for it.
 *
 * @param registries - of the functions that have one
 * @param functionOf - the function of a mapping. @defaultValue mappings go by the names of their functions
 */
export const accountFromBus =
  (
    account: RecordAccount,
    registries: ReadonlyMap<string, Registry>,
    functionOf: (mapping: string) => string = mapping => mapping,
  ) =>
  (event: EngineEvent): void => {
    const functionName = functionOf(event.mapping)
    const registry = registries.get(functionName)
    if (event.event === 'RecordSeen') account.received(nameOf(event.record))
    else if (event.event === 'InvokeStarted') account.batchStarted(event.isRedelivery)
    else if (event.event === 'EffectWritten') settleReport(account, event.functionName, event.report)
    else if (registry !== undefined) {
      if (event.event === 'Discarded') settleDiscard(account, functionName, registry, event.records)
    } else if (event.event === 'InvokeEnded') settleAnswers(account, functionName, event.answered)
    else {
      for (const record of unanswered(event))
        account.settled(nameOf(record), functionItself(functionName), 'failed')
    }
  }
