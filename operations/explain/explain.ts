import { routingName } from '../../core/dispatch/malformed.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { frameProblem, imageProblem } from '../../core/record/check-record.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { recordPlace } from '../../core/record/view-of.ts'
import { explainRecord } from '../../core/registry/explain.ts'
import type { Explanation, Registry } from '../../core/registry/registry.ts'
import type { ReadOverrides } from '../project/read-project.ts'
import { registriesByName } from '../project/registries.ts'

/** Why one processor does or does not want one record. */
export interface RecordExplanation extends Explanation {
  readonly functionName: string
  /** Place of the record in the input, from 0. */
  readonly position: number
  readonly eventName: string
  readonly key: string
}

/** What is said of a record that is for no processor. */
const refusalOf = (record: StreamRecord): string | undefined => {
  const frame = frameProblem(record)
  if (frame === undefined) {
    const problem = imageProblem(record)
    return problem && `its ${problem}, so it is parked where it is wanted`
  }
  const isNamed = recordPlace(record).sequenceNumber !== ''
  return `${frame}, so ${isNamed ? 'it is parked' : 'it fails its batch'}`
}

const refused = (words: string): Explanation => ({ processor: routingName, matched: false, failed: [words] })

/** What a function's filters say of one record, and what is wrong with the record itself. */
export const explainWith = (registry: Registry, record: StreamRecord): readonly Explanation[] => {
  const refusal = refusalOf(record)
  const first = refusal === undefined ? [] : [refused(refusal)]
  if (frameProblem(record) !== undefined) return first
  try {
    return [...first, ...explainRecord(registry, record)]
  } catch (error) {
    // One record that a filter cannot be asked about says nothing of the others.
    return [...first, refused(reasonOf(error))]
  }
}

const eventNameOf = (record: StreamRecord | null): string => {
  const name: unknown = record?.eventName
  return typeof name === 'string' ? name : ''
}

/**
 * Says for each record and processor whether it is wanted, and if not, because of what.
 *
 * @throws PipelineError `project.*`, `engine.*`
 */
export const explain = async (
  folder: string,
  records: readonly StreamRecord[],
  overrides?: ReadOverrides,
): Promise<readonly RecordExplanation[]> => {
  const registries = await registriesByName(folder, {}, overrides)
  return records.flatMap((record, position) =>
    [...registries].flatMap(([functionName, registry]) =>
      explainWith(registry, record).map(explanation => ({
        functionName,
        position,
        eventName: eventNameOf(record),
        key: recordPlace(record).key,
        ...explanation,
      })),
    ),
  )
}
