import { imageOf } from '../../adapters/dynamodb/lambda-record.ts'
import type { AttributeValue } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { Registry } from '../../core/registry/registry.ts'
import { processorsWanting } from '../accounting/processors-wanting.ts'
import type { SampleWriteOptions, SampleTable } from './sample-write.ts'

const countedUp = (value: AttributeValue | undefined): AttributeValue => ({
  N: String(Number(value !== undefined && 'N' in value ? value.N : 0) + 1),
})

/** Says of a sample whether a processor wants it, as the filters say of a record of it. */
export const wantedByFunctions =
  (registries: ReadonlyMap<string, Registry>, { keyNames }: SampleTable): SampleWriteOptions['isWanted'] =>
  ({ item, attribute }) => {
    const before = imageOf(item)
    const NewImage = { ...before, [attribute]: countedUp(before[attribute]) }
    const Keys = Object.fromEntries(Object.entries(before).filter(([name]) => keyNames.includes(name)))
    const record: StreamRecord = {
      eventName: 'MODIFY',
      eventSource: 'aws:dynamodb',
      dynamodb: {
        Keys,
        OldImage: before,
        NewImage,
        SequenceNumber: '1',
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    }
    return [...registries.values()].some(registry => processorsWanting(registry, record).length > 0)
  }
