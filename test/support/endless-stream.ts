import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A DynamoDB endpoint whose one table has a stream that never ends. */
export interface EndlessStream {
  readonly endpoint: string
  /** Resolves when so many pages have been read. */
  readonly whenRead: (pages: number) => Promise<void>
  readonly stop: () => Promise<void>
}

const StreamArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/endless/stream/2026-01-01T00:00:00.000'
const KeySchema = [{ AttributeName: 'PK', KeyType: 'HASH' }]

const pageOf = (page: number): unknown => ({
  NextShardIterator: `page-${page + 1}`,
  Records: [
    {
      eventID: String(page),
      eventName: 'INSERT',
      dynamodb: { Keys: { PK: { S: String(page) } }, SequenceNumber: String(page).padStart(21, '0') },
    },
  ],
})

/** Starts one on a free port. */
export const endlessStream = async (): Promise<EndlessStream> => {
  let pages = 0
  const waiting = new Map<() => void, number>()
  const answers: Readonly<Record<string, () => unknown>> = {
    DescribeTable: () => ({ Table: { KeySchema, LatestStreamArn: StreamArn } }),
    ListStreams: () => ({ Streams: [{ StreamArn }] }),
    DescribeStream: () => ({ StreamDescription: { StreamArn, Shards: [{ ShardId: 'shard-1' }] } }),
    GetShardIterator: () => ({ ShardIterator: 'page-0' }),
    GetRecords: () => {
      pages += 1
      for (const [resolve, wanted] of waiting) if (pages >= wanted) resolve()
      return pageOf(pages)
    },
  }
  const server = createServer((request, response) => {
    const call = String(request.headers['x-amz-target']).split('.')[1] ?? ''
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/x-amz-json-1.0')
      response.end(JSON.stringify(answers[call]?.() ?? {}))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    whenRead: async wanted =>
      new Promise(resolve => {
        waiting.set(resolve, wanted)
      }),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
