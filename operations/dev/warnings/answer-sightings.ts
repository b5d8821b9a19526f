import type { StreamRecord } from '../../../core/record/stream-record.ts'
import { unheardFailures } from '../../../engine/machine/answered.ts'
import { saidFailures } from '../../../engine/machine/said-failures.ts'
import type { InvokeResult } from '../../../engine/ports/function-target.ts'
import type { MappingSettings } from '../../../engine/settings.ts'
import type { Sighting } from './warnings.ts'

type Settings = Pick<MappingSettings, 'FunctionResponseTypes'>

const isDeclared = ({ FunctionResponseTypes }: Settings): boolean =>
  FunctionResponseTypes.includes('ReportBatchItemFailures')

/** What is wrong with the identifiers, whether or not anybody reads them. */
const identifierSighting = (
  identifiers: readonly unknown[],
  records: readonly StreamRecord[],
): readonly Sighting[] => {
  const numbers = new Set<unknown>(records.map(({ dynamodb }) => dynamodb?.SequenceNumber))
  const eventIds = new Set<unknown>(records.flatMap(({ eventID }) => eventID ?? []))
  const strange = identifiers.filter(each => typeof each !== 'string' || !numbers.has(each))
  if (strange.length === 0) return []
  return [
    {
      code: strange.some(each => eventIds.has(each))
        ? 'handler.identifier-is-event-id'
        : 'handler.identifier-unknown',
    },
  ]
}

/** What is to be said of one answer to one batch. */
export const answerSightings = (
  records: readonly StreamRecord[],
  result: InvokeResult,
  settings: Settings,
): readonly Sighting[] => {
  const said = result.type === 'returned' ? saidFailures(result.value) : undefined
  if (said === undefined || said.identifiers.length === 0) return []
  const wrong = identifierSighting(said.identifiers, records)
  if (said.isReadable && isDeclared(settings)) return wrong
  const changes = unheardFailures(records, result, settings).size
  const code = said.isReadable ? 'handler.failures-not-declared' : 'handler.failures-misspelled'
  return [{ code, changes }, ...wrong]
}
