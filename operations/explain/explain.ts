import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { itemKey } from '../../core/record/item-key.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { Explanation } from '../../core/registry/registry.ts'
import { registriesByName } from '../project/registries.ts'

/** Why one processor does or does not want one record. */
export interface RecordExplanation extends Explanation {
  readonly functionName: string
  /** Place of the record in the input, from 0. */
  readonly position: number
  readonly eventName: string
  readonly key: string
}

const explainRecord = (explain: (record: StreamRecord) => readonly Explanation[], record: StreamRecord) => {
  try {
    return explain(record)
  } catch (error) {
    // A record without a place in its stream cannot be routed; that is the explanation.
    if (!isPipelineError(error) || error.code !== 'record.malformed') throw error
    return [{ processor: '(all)', matched: false, failed: [error.message] }]
  }
}

/**
 * Says for each record and processor whether it is wanted, and if not, because of what.
 *
 * @throws PipelineError `project.*`, `engine.*`
 */
export const explain = async (
  folder: string,
  records: readonly StreamRecord[],
): Promise<readonly RecordExplanation[]> => {
  const registries = await registriesByName(folder, {})
  return records.flatMap((record, position) =>
    [...registries].flatMap(([functionName, registry]) =>
      explainRecord(registry.explain, record).map(explanation => ({
        functionName,
        position,
        eventName: record.eventName ?? '',
        key: itemKey(record.dynamodb?.Keys ?? {}),
        ...explanation,
      })),
    ),
  )
}
