import type { AttributeValue, WriteRequest } from '@aws-sdk/client-dynamodb'
import { hash } from 'node:crypto'
import type * as Zlib from 'node:zlib'
import type { Clock } from '../../core/clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import { asked } from '../aws/aws-failure.ts'
import type { AskTable, TableOperations } from './ask-table.ts'

/** What {@link dynamoDbLedgerStore} takes. */
export interface DynamoDbLedgerStoreOptions {
  readonly ask: AskTable
  /** A table of its own, without a stream, with the keys PK and SK (texts) and TTL on `expiresAt`. */
  readonly tableName: string
  readonly clock: Clock
}

/** Facts of a full batch are some hundred kilobytes; an item holds 400. */
const deflateFrom = 16_384

/** Asked for by what is so long. */
const zlib = (): typeof Zlib => process.getBuiltinModule('node:zlib')

const factsValue = (facts: string): Record<string, AttributeValue> =>
  facts.length < deflateFrom ? { facts: { S: facts } } : { deflated: { B: zlib().deflateRawSync(facts) } }

const factsOf = ({ facts, deflated }: Record<string, AttributeValue>): string =>
  deflated?.B === undefined ? (facts?.S ?? '') : zlib().inflateRawSync(deflated.B).toString()

/** Different facts are different items, so a late writer erases nothing; equal ones are the same item (L11). */
const sortKeyOf = (sortKey: string, facts: string): string =>
  `${sortKey}#${hash('sha256', facts, 'base64url').slice(0, 16)}`

/** The character behind `#`: above every sort key that begins with the one before it. */
const above = '$'

const tries = 4
const firstWaitMs = 50

/**
 * The resume ledger in a table. Each entry is an item per sort key, written in one request, never changed; a query
 * reads them consistently in one range. Items leave by TTL, which may take days: an old fact does no harm.
 */
export const dynamoDbLedgerStore = (options: DynamoDbLedgerStoreOptions): LedgerStore => {
  const { ask, tableName: TableName, clock } = options
  const sink = `dynamodb://${TableName}`

  const write = async (requests: readonly WriteRequest[], signal: AbortSignal | undefined): Promise<void> => {
    let open: readonly WriteRequest[] = requests
    for (let made = 0; made < tries; made += 1) {
      if (made > 0) await clock.wait(firstWaitMs * 2 ** (made - 1), signal)
      signal?.throwIfAborted()
      const RequestItems = { [TableName]: [...open] }
      const { UnprocessedItems = {} } = await asked(sink, async () =>
        ask('BatchWriteItem', { RequestItems }, signal),
      )
      open = Object.values(UnprocessedItems).flat()
      if (open.length === 0) return
    }
    throw raise(sinkFaults, 'sink.throttled', { sink, retryAfterMs: firstWaitMs * 2 ** (tries - 1) })
  }

  const query: LedgerStore['query'] = async (partition, from, to, signal) => {
    const found = new Set<string>()
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined
    do {
      const input: TableOperations['Query']['input'] = {
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'PK = :p AND SK BETWEEN :from AND :to',
        ProjectionExpression: 'facts, deflated',
        ExpressionAttributeValues: {
          ':p': { S: partition },
          ':from': { S: from },
          ':to': { S: `${to}${above}` },
        },
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      }
      const { Items = [], LastEvaluatedKey } = await asked(sink, async () => ask('Query', input, signal))
      for (const item of Items) found.add(factsOf(item))
      ExclusiveStartKey = LastEvaluatedKey
    } while (ExclusiveStartKey !== undefined)
    return [...found]
  }

  return {
    add: async ({ partition, sortKeys, facts, expiresAtMs }, signal) => {
      const expiresAt = { N: String(Math.ceil(expiresAtMs / 1000)) }
      const items = [...new Set(sortKeys)].map(sortKey => ({
        PK: { S: partition },
        SK: { S: sortKeyOf(sortKey, facts) },
        ...factsValue(facts),
        expiresAt,
      }))
      await write(
        items.map(Item => ({ PutRequest: { Item } })),
        signal,
      )
    },
    query,
    open: async signal => {
      // A partition that nobody writes: what is asked for is the connection.
      await query('open', '0', '0', signal)
    },
  }
}
