import type { Checkpoint } from '../../engine/ports/checkpoint-store.ts'
import { unnamedStream } from '../../engine/ports/checkpoint-store.ts'

/** Positions by mapping, stream and shard. */
export type SavedCheckpoints = Map<string, Map<string, Map<string, Checkpoint>>>

type Plain = Readonly<Record<string, unknown>>

const version = 2

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const plain = (value: unknown, what: string): Plain => {
  if (isPlain(value)) return value
  throw new Error(`${what} is no object`)
}

const isNumberText = (value: unknown): value is string => typeof value === 'string' && /^\d+$/.test(value)

const checkpointIn = (value: unknown, shardId: string): Checkpoint => {
  const { type, sequenceNumber, atMs } = plain(value, `the position in ${shardId}`)
  if (type === 'shard-end') return { type }
  if (type === 'after' && isNumberText(sequenceNumber)) return { type, sequenceNumber }
  if (type === 'latest' && typeof atMs === 'number') {
    if (sequenceNumber === undefined || isNumberText(sequenceNumber)) return { type, atMs, sequenceNumber }
  }
  throw new Error(`the position in ${shardId} is none`)
}

const mapped = <T>(value: Plain, read: (value: unknown, name: string) => T): Map<string, T> =>
  new Map(Object.entries(value).map(([name, each]) => [name, read(each, name)]))

const shardsIn = (value: unknown, name: string): Map<string, Checkpoint> =>
  mapped(plain(value, name), checkpointIn)

/** Before version 2 a file held shards by mapping, and no word about their stream. */
const readFirst = (file: Plain): SavedCheckpoints =>
  mapped(file, (shards, mappingId) => new Map([[unnamedStream, shardsIn(shards, mappingId)]]))

/**
 * Reads the text of a file of checkpoints.
 *
 * @throws Error whose message says what is wrong with it
 */
export const parseCheckpoints = (text: string): SavedCheckpoints => {
  const file = plain(JSON.parse(text), 'it')
  const written = file['version']
  // A mapping may go by this name, and then it is an object.
  if (written === undefined || isPlain(written)) return readFirst(file)
  if (written !== version) throw new Error(`it is of version ${JSON.stringify(written)}, known is ${version}`)
  return mapped(plain(file['mappings'], 'mappings'), (streams, id) => mapped(plain(streams, id), shardsIn))
}

/** The text that {@link parseCheckpoints} reads. */
export const checkpointsText = (saved: SavedCheckpoints): string => {
  const mappings = [...saved].map(([mappingId, streams]) => {
    const shards = [...streams].map(([streamArn, each]) => [streamArn, Object.fromEntries(each)] as const)
    return [mappingId, Object.fromEntries(shards)] as const
  })
  return JSON.stringify({ version, mappings: Object.fromEntries(mappings) })
}

/** Puts a position among the others. */
export const putCheckpoint = (
  saved: SavedCheckpoints,
  [mappingId, streamArn, shardId, checkpoint]: readonly [string, string, string, Checkpoint],
): void => {
  const streams = saved.get(mappingId) ?? new Map<string, Map<string, Checkpoint>>()
  const shards = streams.get(streamArn) ?? new Map<string, Checkpoint>()
  saved.set(mappingId, streams.set(streamArn, shards.set(shardId, checkpoint)))
}
