// The libraries that users take today. They are installed in this folder only, so they are imported by name at run time.
import type { Image } from '../core/attributes/attribute-value.ts'
import type { StreamEvent, StreamRecord } from '../core/record/stream-record.ts'

type Item = Readonly<Record<string, unknown>>

const load = async <T>(name: string): Promise<T> => (await import(name)) as T

/** @aws-sdk/util-dynamodb */
export const utilDynamodb = async (): Promise<(image: Image) => Item> =>
  (await load<{ readonly unmarshall: (image: Image) => Item }>('@aws-sdk/util-dynamodb')).unmarshall

/** Images with numbers that it refuses are left as they are, or nothing could be measured. */
export const tolerant =
  (unmarshall: (image: Image) => Item) =>
  (image: Image): Item => {
    try {
      return unmarshall(image)
    } catch {
      return image
    }
  }

export const microdiff = async (): Promise<(before: Item, after: Item) => readonly unknown[]> =>
  (await load<{ readonly default: (before: Item, after: Item) => readonly unknown[] }>('microdiff')).default

/** @aws-lambda-powertools/batch, one record at a time. */
export const powertools = async (): Promise<
  (event: StreamEvent, handle: (record: StreamRecord) => Promise<void>) => Promise<unknown>
> => {
  interface Batch {
    readonly BatchProcessor: new (type: string) => object
    readonly EventType: { readonly DynamoDBStreams: string }
    readonly processPartialResponse: (
      event: StreamEvent,
      handle: (record: StreamRecord) => Promise<void>,
      processor: object,
      options: object,
    ) => Promise<unknown>
  }
  const { BatchProcessor, EventType, processPartialResponse } = await load<Batch>(
    '@aws-lambda-powertools/batch',
  )
  return async (event, handle) =>
    processPartialResponse(event, handle, new BatchProcessor(EventType.DynamoDBStreams), {
      throwOnFullBatchFailure: false,
      processInParallel: false,
    })
}

/** aws-lambda-stream: its events, as an array. */
export const lambdaStream = async (): Promise<(event: StreamEvent) => Promise<readonly Item[]>> => {
  interface Stream {
    readonly toArray: (done: (all: readonly Item[]) => void) => void
  }
  const { fromDynamodb } = await load<{ readonly fromDynamodb: (event: StreamEvent) => Stream }>(
    'aws-lambda-stream/from/dynamodb',
  )
  return async event =>
    new Promise(resolve => {
      fromDynamodb(event).toArray(resolve)
    })
}
