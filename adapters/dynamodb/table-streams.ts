import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { DescribeStreamCommand, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams'
import type { StreamViewType } from '../../core/record/stream-record.ts'
import type { LocalClients } from './local-clients.ts'

/** A stream that can be read, and which images it carries. */
export interface TableStream {
  readonly streamArn: string
  readonly viewType: StreamViewType | undefined
}

/** What a table's streams are read with. */
export interface TableStreams {
  /** Partition key first. */
  readonly keyNames: readonly string[]
  /** Oldest first: a stream that was disabled or replaced stays readable for 24 hours. */
  readonly streams: readonly TableStream[]
}

/** The part of an ARN that says when the stream was made, and sorts so. */
const labelOf = (streamArn: string): string => streamArn.split('/stream/')[1] ?? ''

const arnsOf = async (streams: LocalClients['clients']['streams'], TableName: string): Promise<string[]> => {
  const found: string[] = []
  let from: string | undefined
  do {
    const { Streams = [], LastEvaluatedStreamArn }: ListPage = await streams.send(
      new ListStreamsCommand({ TableName, ...(from !== undefined && { ExclusiveStartStreamArn: from }) }),
    )
    found.push(...Streams.flatMap(({ StreamArn }) => StreamArn ?? []))
    from = LastEvaluatedStreamArn
  } while (from !== undefined)
  return found
}

interface ListPage {
  readonly Streams?: readonly { readonly StreamArn?: string | undefined }[] | undefined
  readonly LastEvaluatedStreamArn?: string | undefined
}

/** Finds the streams of a table. Rejects with the SDK's error when there is no such table. */
export const tableStreams = async (
  { table, streams }: LocalClients['clients'],
  tableName: string,
): Promise<TableStreams> => {
  const { Table } = await table.send(new DescribeTableCommand({ TableName: tableName }))
  const keys = [...(Table?.KeySchema ?? [])].sort((a, b) =>
    a.KeyType === 'HASH' ? -1 : b.KeyType === 'HASH' ? 1 : 0,
  )
  const listed = await arnsOf(streams, tableName)
  const latest = Table?.LatestStreamArn
  const arns = [...new Set([...listed, ...(latest === undefined ? [] : [latest])])]
  arns.sort((a, b) => (labelOf(a) < labelOf(b) ? -1 : 1))
  const described = arns.map(async (streamArn): Promise<TableStream> => {
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn }))
    return { streamArn, viewType: StreamDescription?.StreamViewType }
  })
  return {
    keyNames: keys.flatMap(({ AttributeName }) => AttributeName ?? []),
    streams: await Promise.all(described),
  }
}
