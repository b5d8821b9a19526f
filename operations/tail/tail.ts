import { openClients } from '../../adapters/dynamodb/open-clients.ts'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import type { Clock } from '../../core/clock.ts'
import { EventSourceMapping } from '../../engine/event-source-mapping.ts'
import type { EngineEvent } from '../../engine/events.ts'
import { memoryCheckpointStore } from '../../engine/ports/memory-checkpoint-store.ts'
import { newRedaction } from '../capture/redact-record.ts'
import { streamsOfTable } from '../capture/streams-of-table.ts'
import { whenAborted } from '../dev/when-aborted.ts'
import type { ToldChange } from './change-told.ts'
import { toldChange } from './change-told.ts'

/** What {@link tail} tells. */
export type TailEvent =
  /** From here on what is written is told. */
  | { readonly event: 'Following'; readonly streamArn: string; readonly viewType: string | undefined }
  | ({ readonly event: 'Change' } & ToldChange)
  /** The stream cannot be read at the moment, or has lost what was not read yet. */
  | { readonly event: 'Trouble'; readonly message: string }

/** What {@link tail} takes. */
export interface TailOptions {
  readonly tableName: string
  /** What was written since then as well, as far as the stream holds it. Epoch milliseconds. */
  readonly sinceMs: number | undefined
  /** Paths of attributes whose values are replaced, in keys too. */
  readonly redact: readonly string[]
  /** Key of the redaction. */
  readonly salt: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly random: () => number
  readonly newId: () => string
  readonly signal: AbortSignal
  readonly tell: (event: TailEvent) => void
}

const troubleIn = (event: EngineEvent): string | undefined => {
  if (event.event === 'SourceFailed') return event.message
  if (event.event === 'Gap') return `records of ${event.shardId} left the stream unread`
  if (event.event === 'StreamDisabled') return 'the stream was disabled: nothing new comes through it'
  return event.event === 'StreamGone' ? 'the stream is gone' : undefined
}

/** A mapping whose function takes everything: who only looks reads shards as Lambda does, in the order of each item. */
const followed = (
  options: TailOptions,
  streamArn: string,
  streams: ReturnType<typeof openClients>['streams'],
  emit: (event: EngineEvent) => void,
): EventSourceMapping => {
  const { clock, random, newId, sinceMs } = options
  return new EventSourceMapping({
    id: 'tail',
    functionArn: 'tail',
    settings: {
      StartingPosition: sinceMs === undefined ? 'LATEST' : 'TRIM_HORIZON',
      BatchSize: 1_000,
    },
    source: dynamoDbStreamSource({ client: streams, streamArn }),
    target: { functionName: 'tail', invoke: async () => Promise.resolve({ type: 'returned', value: null }) },
    checkpoints: memoryCheckpointStore(),
    clock,
    random,
    newId,
    emit,
  })
}

/**
 * Tells what is written to a table, as its stream carries it, until the signal is aborted or the stream is gone. It only reads, and counts as
 * one of the readers that a shard can have.
 *
 * @throws PipelineError `capture.table-unreadable`, `capture.no-stream`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
export const tail = async (options: TailOptions): Promise<void> => {
  const { tableName, env, redact, salt, sinceMs = -Infinity, signal, tell } = options
  const clients = openClients(env)
  try {
    const { streams } = await streamsOfTable(clients, tableName)
    const latest = streams.at(-1)
    if (latest === undefined) return
    const redaction = newRedaction(redact, salt)
    const gone = new AbortController()
    const mapping = followed(options, latest.streamArn, clients.streams, event => {
      const message = troubleIn(event)
      if (message !== undefined) tell({ event: 'Trouble', message })
      if (event.event === 'StreamGone') gone.abort()
      if (event.event !== 'RecordSeen') return
      const change = toldChange(redaction.redact(event.record))
      if (change.atMs >= sinceMs) tell({ event: 'Change', ...change })
    })
    await mapping.start()
    try {
      tell({ event: 'Following', ...latest })
      await whenAborted(AbortSignal.any([signal, gone.signal]))
    } finally {
      await mapping.stop()
    }
  } finally {
    clients.table.destroy()
    clients.streams.destroy()
  }
}
