import type { StreamRecord } from '../../core/record/stream-record.ts'
import { recordSizeBytes } from '../../engine/sources/record-size.ts'

/** What a change says of the write that made it. */
export interface WriteUnits {
  /** Write units of the table itself, or the least they can be. */
  readonly units: number
  /** False where an image that decides is not in the record. */
  readonly isExact: boolean
}

type Image = NonNullable<NonNullable<StreamRecord['dynamodb']>['NewImage']>

const unitsOfImage = (image: Image | undefined): number =>
  image === undefined ? 1 : Math.max(1, Math.ceil(recordSizeBytes({ NewImage: image }) / 1_024))

/**
 * Write units of a change: the larger of the item before and after, for each kilobyte that is begun. A transaction takes
 * twice that, which a record does not show; indexes have units of their own.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export const writeUnitsOf = ({ eventName, dynamodb }: StreamRecord): WriteUnits => {
  const after = dynamodb?.NewImage ?? undefined
  const before = dynamodb?.OldImage ?? undefined
  const needsBefore = eventName !== 'INSERT'
  const needsAfter = eventName !== 'REMOVE'
  return {
    units: Math.max(unitsOfImage(before), unitsOfImage(after)),
    isExact: (!needsBefore || before !== undefined) && (!needsAfter || after !== undefined),
  }
}
