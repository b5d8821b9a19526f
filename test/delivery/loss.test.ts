import { describe, expect, it } from 'vitest'
import { memoryCache } from '../../adapters/memory/memory-cache.ts'
import { memoryDependentStore } from '../../adapters/memory/memory-dependent-store.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import { registry } from '../../core/registry/define-registry.ts'
import { cacheInvalidation } from '../../processors/cache-invalidation/cache-invalidation.ts'
import { cleanup } from '../../processors/cleanup/cleanup.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import { functionOf, recording } from '../support/pipeline.ts'
import { recordOf } from '../support/records.ts'

const Thing = entity('Thing', { match: { type: 'THING' } })

const failOnce =
  (failing: number) =>
  (seq: number, tries: number): void => {
    if (seq === failing && tries === 1) throw new Error('once')
  }

describe('delivery loses nothing', () => {
  it('L1: tells records of two streams and two shards with the same number apart', async () => {
    const all = recording('all', failOnce(9))
    const f = functionOf([all.processor])
    const again = recordOf({ seq: 9, key: 'z' })
    await f.invoke([recordOf({ seq: 2, key: 'a' }), again])

    const reported = await f.invoke([
      recordOf({ seq: 2, key: 'a', arn: 'arn:aws:dynamodb:eu-central-1:1:table/other/stream/x' }),
      recordOf({ seq: 2, key: 'b' }),
      again,
    ])

    expect(reported).toEqual([])
    expect(all.seen).toEqual([2, 9, 2, 2, 9])
  })

  it('L2: keeps the ledgers of two functions and two stages apart', async () => {
    const ledger = memoryLedgerStore()
    const records = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })]
    const seen = async (functionName: string, stage: string): Promise<readonly number[]> => {
      const all = recording('all', failOnce(2))
      await functionOf([all.processor], { ledger, functionName, stage }).invoke(records)
      return all.seen
    }

    expect(await seen('one', 'dev')).toEqual([1, 2])
    expect(await seen('two', 'dev')).toEqual([1, 2])
    expect(await seen('one', 'prod')).toEqual([1, 2])
  })

  it('L3: refuses two processors of one name', () => {
    expect(() => registry([recording('same').processor, recording('same').processor])).toThrow(
      expect.objectContaining({ code: 'registry.name-duplicate' }),
    )
  })

  it('L4: delivers a parked change again when it comes back under a scope of its own', async () => {
    const ledger = memoryLedgerStore()
    const poison = recording('all', () => {
      throw raise(sinkFaults, 'sink.rejected', { sink: 'test', id: '1', reason: 'no' })
    })
    const first = functionOf([poison.processor], { ledger })
    await first.invoke([recordOf({ seq: 1 })])
    const [parked] = await first.parked()
    const mended = recording('all')

    const records = parked === undefined ? [] : [parked.record]
    const reported = await functionOf([mended.processor], { ledger, stage: 'redrive' }).invoke(records)

    expect(reported).toEqual([])
    expect(mended.seen).toEqual([1])
  })

  it('L6: takes an item out of the index that leaves the filter', async () => {
    const store = memorySearchStore()
    const active = searchIndex({
      filter: when(Thing).where({ status: 'active' }),
      store,
      index: 'things',
      document: () => ({ kept: true }),
    })
    const f = functionOf([active])
    await f.invoke([recordOf({ seq: 1, kind: 'INSERT', after: { status: 'active' } })])

    await f.invoke([recordOf({ seq: 2, before: { status: 'active' }, after: { status: 'inactive' } })])

    const documents: string[] = []
    for await (const [id] of store.documents('things')) documents.push(id)
    expect(documents).toEqual([])
  })

  it('L7: invalidates what any image of a coalesced group led to', async () => {
    const cache = memoryCache()
    for (const email of ['x', 'y', 'z']) await cache.set(`email:${email}`, 'user')
    const byEmail = cacheInvalidation({
      filter: when(Thing),
      cache,
      keys: change => [
        `email:${String(change.kind === 'REMOVE' ? change.before['email'] : change.after['email'])}`,
      ],
    })

    await functionOf([byEmail]).invoke([
      recordOf({ seq: 1, before: { email: 'x' }, after: { email: 'y' } }),
      recordOf({ seq: 2, before: { email: 'y' }, after: { email: 'z' } }),
    ])

    expect(await Promise.all(['x', 'y', 'z'].map(async email => cache.get(`email:${email}`)))).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('L8: a late clean-up spares the children of an item created anew', async () => {
    const table = memoryDependentStore(['PK', 'SK'])
    const child = (id: string, createdAt: string) => ({
      PK: { S: 'kids' },
      SK: { S: id },
      createdAt: { S: createdAt },
    })
    table.put(child('old', '2026-01-01T00:00:00.000Z'))
    table.put(child('new', '2026-02-02T00:00:00.000Z'))
    table.put({ PK: { S: 'a' }, createdAt: { S: '2026-02-01T00:00:00.000Z' } })
    const takeAlong = cleanup({
      filter: when(Thing).on('REMOVE'),
      dependents: table,
      of: () => [{ partitionKey: { name: 'PK', value: 'kids' } }],
    })

    await functionOf([takeAlong]).invoke([recordOf({ seq: 1, key: 'a', kind: 'REMOVE' })])

    expect(table.items().map(({ SK }) => SK)).toEqual([{ S: 'new' }, undefined])
  })
})
