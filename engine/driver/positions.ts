import type { Checkpoint } from '../ports/checkpoint-store.ts'
import { unnamedStream } from '../ports/checkpoint-store.ts'
import type { Mapping } from './mapping.ts'

/** Where a mapping stands in its stream when it is started. */
export interface Positions {
  readonly known: ReadonlyMap<string, Checkpoint>
  /** An earlier stream of the table that the mapping stood in, when it does not stand in this one yet. */
  readonly earlierArn: string | undefined
}

/** `arn:…:table/NAME` of a stream's ARN; `undefined` where it has another form. */
const tableIn = (streamArn: string): string | undefined => /^(.+)\/stream\/[^/]+$/.exec(streamArn)?.[1]

const isOfTable = (table: string | undefined, streamArn: string): boolean =>
  streamArn === unnamedStream || (table !== undefined && tableIn(streamArn) === table)

/**
 * Loads the positions in this stream, and only those: shards of another stream may go by the same names, and its
 * numbers say nothing here. A mapping that stood in an earlier stream of the table wants what has come since, which
 * this one holds from its beginning.
 */
export const loadPositions = async ({ checkpoints, id, source }: Mapping): Promise<Positions> => {
  const { streamArn } = source
  const known = await checkpoints.load(id, streamArn)
  if (known.size > 0) return { known, earlierArn: undefined }
  const table = tableIn(streamArn)
  const streams = await checkpoints.streams(id)
  // Labels are times, so the last of them in text order is the last in time.
  const earlier = streams.filter(each => each !== streamArn && isOfTable(table, each)).toSorted()
  return { known, earlierArn: earlier.at(-1) }
}
