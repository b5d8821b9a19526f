// The same effects on what users take today: each by its usual client, the records by Powertools batch.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { StreamEvent, StreamRecord } from '../../core/record/stream-record.ts'

/** What a record makes of a function. */
export type TypicalEffect = (
  item: Readonly<Record<string, unknown>>,
  record: StreamRecord,
) => Promise<unknown>

/** Does all effects of a record. */
export const typicalRecord =
  (effects: readonly TypicalEffect[]) =>
  async (record: StreamRecord): Promise<void> => {
    const { NewImage, OldImage } = record.dynamodb ?? {}
    const item = unmarshall((NewImage ?? OldImage ?? {}) as Parameters<typeof unmarshall>[0])
    await Promise.all(effects.map(async effect => effect(item, record)))
  }

/** A function that does this for every record. */
export const typicalHandler = (handle: (record: StreamRecord) => Promise<unknown>) => {
  const processor = new BatchProcessor(EventType.DynamoDBStreams)
  return async (event: StreamEvent, context: object): Promise<unknown> =>
    processPartialResponse(event as never, handle as never, processor, { context } as never)
}

/** The key of an item as one text. */
export const typicalKey = (keys: Image | undefined): string => JSON.stringify(keys)
