import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import { createTable } from '../../adapters/dynamodb/table-admin.ts'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { ExactNumber } from '../../core/attributes/exact-number.ts'
import { systemClock } from '../../core/clock.ts'
import { everything } from '../../core/filter/words.ts'
import { archive } from '../../processors/archive/archive.ts'
import type { ArchiveEntry } from '../../processors/archive/archive-entry.ts'
import { readArchive } from '../../processors/archive/read-archive.ts'
import { attribute } from '../../store/expressions/condition.ts'
import { put } from '../../store/verbs/put.ts'
import { queryPage } from '../../store/verbs/query.ts'
import { remove } from '../../store/verbs/remove.ts'
import { table } from '../../store/table.ts'
import { expiresAt, notExpired } from '../../store/ttl/expires-at.ts'
import { keyedTable } from '../support/keyed-table.ts'
import { functionOf } from '../support/pipeline.ts'
import type { WithTable } from '../support/with-table.ts'
import { reasonToSkip, withTable } from '../support/with-table.ts'

/** The engine was not seen to sweep the shop's own table, which has indexes. */
const definition: CreateTableCommandInput = {
  ...keyedTable('expiring'),
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
}

describe('an item that the TTL service removes', () => {
  let running: WithTable
  let reason: string | undefined
  beforeAll(async () => {
    reason = await reasonToSkip('dynamodb-local')
    if (reason === undefined) running = await withTable('dynamodb-local')
  }, 300_000)
  afterAll(async () => {
    if (reason === undefined) await running.engine.stop()
  })

  // The engine sweeps every half minute, and only real time makes it.
  it(
    'is archived to the last digit, and one that somebody removed is not',
    { timeout: 90_000 },
    async context => {
      if (reason !== undefined) context.skip(reason)
      const { clients } = running
      const created = await createTable(clients.table, definition)
      const shop = table({
        client: clients.table,
        tableName: created.tableName,
        keys: { partitionKey: 'PK', sortKey: 'SK' },
      })
      await clients.table.send(
        new UpdateTimeToLiveCommand({
          TableName: created.tableName,
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        }),
      )
      const digits = new ExactNumber('98765432109876543210.123456789012345678')
      const soon = expiresAt(new Date(systemClock.now() - 5_000), systemClock)
      await put(shop, { PK: 'a', SK: 'expired', digits, expiresAt: soon })
      await put(shop, { PK: 'a', SK: 'removed', digits })
      await put(shop, {
        PK: 'a',
        SK: 'kept',
        digits,
        expiresAt: expiresAt(new Date(systemClock.now() + 3_600_000), systemClock),
      })
      await remove(shop, { PK: 'a', SK: 'removed' })
      const live = await queryPage(shop, { partition: 'a', filter: notExpired('expiresAt', systemClock) })
      const mine = await queryPage(shop, { partition: 'a', filter: attribute('digits').exists() })

      const source = dynamoDbStreamSource({ client: clients.streams, streamArn: created.streamArn })
      const blobs = memoryBlobStore()
      const { invoke } = functionOf([archive({ filter: everything().expired(), blobs })])
      const entries: ArchiveEntry[] = []
      while (entries.length === 0) {
        await systemClock.wait(500)
        for (const { shardId } of (await source.shards(undefined)).shards) {
          const iterator = await source.iterator(shardId, { type: 'TRIM_HORIZON' })
          await invoke((await source.read(iterator)).records)
        }
        for await (const entry of readArchive(blobs)) entries.push(entry)
      }

      expect(live.items.map(({ SK }) => SK)).toEqual(['kept'])
      expect(mine.items.map(({ SK }) => SK)).toContain('kept')
      expect(entries).toMatchObject([
        {
          origin: 'ttl',
          item: { SK: { S: 'expired' }, digits: { N: digits.text }, expiresAt: { N: String(soon) } },
        },
      ])
    },
  )
})
