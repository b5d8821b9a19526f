import type { Logger } from '@aws-lambda-powertools/logger'
import type { DynamoDBStreamEvent, DynamoDBStreamHandler } from 'aws-lambda'
import { expectTypeOf, it } from 'vitest'
import type { StreamEvent, StreamRecord } from '../record/stream-record.ts'
import type { Registry } from '../registry/registry.ts'
import type { StreamHandler } from './stream-handler.ts'
import type { StreamHandlerOptions } from './stream-handler-options.ts'
import { streamHandler } from './stream-handler.ts'

declare const pipeline: Registry
declare const options: StreamHandlerOptions
declare const ledgerOnly: Pick<StreamHandlerOptions, 'ledger'>

it('is a handler of a DynamoDB stream as the types of Lambda have it', () => {
  expectTypeOf(streamHandler(pipeline, options)).toExtend<DynamoDBStreamHandler>()
  const handler: DynamoDBStreamHandler = streamHandler(pipeline, options)
  expectTypeOf(handler).toEqualTypeOf<DynamoDBStreamHandler>()
})

it('takes the event of Lambda, of a capture, and nothing else', () => {
  type Event = Parameters<StreamHandler>[0]
  expectTypeOf<DynamoDBStreamEvent>().toExtend<Event>()
  expectTypeOf<StreamEvent>().toExtend<Event>()
  expectTypeOf<{ readonly records: readonly StreamRecord[] }>().not.toExtend<Event>()
  expectTypeOf<{ readonly Records: readonly { readonly dynamodb: string }[] }>().not.toExtend<Event>()
})

it('refuses options that lack a port or that there are not', () => {
  // @ts-expect-error -- nowhere to park
  streamHandler(pipeline, ledgerOnly)
  // @ts-expect-error -- misspelt
  streamHandler(pipeline, { ...options, maxAtempts: 3 })
})

it('takes the logger of Powertools, and any whose functions take a message and a detail', () => {
  type Given = NonNullable<StreamHandlerOptions['logger']>
  type Log = (message: string, detail?: Readonly<Record<string, unknown>>) => void
  expectTypeOf<Logger>().toExtend<Given>()
  expectTypeOf<{ readonly info: Log; readonly warn: Log; readonly error: Log }>().toExtend<Given>()
  expectTypeOf<{
    readonly info: Log
    readonly warn: Log
    readonly error: (detail: number) => void
  }>().not.toExtend<Given>()
})
