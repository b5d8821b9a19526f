import { describe, expect, it } from 'vitest'
import type { MemoryDependentStore } from '../../adapters/memory/memory-dependent-store.ts'
import { memoryDependentStore } from '../../adapters/memory/memory-dependent-store.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import type { Processor } from '../../core/processor/processor.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { cleanup } from './cleanup.ts'
import type { DependentStore } from './dependent-store.ts'

const Thing = entity('Thing', { match: { type: 'THING' } })
const old = '2020-01-01T00:00:00.000Z'

const withChildren = (count: number): MemoryDependentStore => {
  const table = memoryDependentStore(['PK', 'SK'], 10)
  for (let index = 0; index < count; index += 1)
    table.put({ PK: { S: 'kids' }, SK: { S: `kid ${index}` }, createdAt: { S: old } })
  return table
}

const takingAlong = (dependents: DependentStore): Processor =>
  cleanup({
    filter: when(Thing),
    dependents,
    of: () => [{ partitionKey: { name: 'PK', value: 'kids' } }],
  })

const removal = recordOf({ seq: 1, key: 'a', kind: 'REMOVE' })

describe('cleanup', () => {
  it('takes all dependents of a removed item along, over many pages', async () => {
    const table = withChildren(35)

    const reported = await functionOf([takingAlong(table)]).invoke([removal])

    expect(reported).toEqual([])
    expect(table.items()).toEqual([])
  })

  it('does nothing for an item that is written', async () => {
    const table = withChildren(3)

    await functionOf([takingAlong(table)]).invoke([
      recordOf({ seq: 1, kind: 'INSERT' }),
      recordOf({ seq: 2 }),
    ])

    expect(table.items()).toHaveLength(3)
  })

  it('goes on where a try that failed had come to', async () => {
    const table = withChildren(25)
    let pages = 0
    const flaky: DependentStore = {
      ...table,
      page: async (...query) => {
        pages += 1
        return pages === 2 ? Promise.reject(new Error('throttled')) : table.page(...query)
      },
    }
    const f = functionOf([takingAlong(flaky)])

    const first = await f.invoke([removal])
    const left = table.items().length
    const second = await f.invoke([removal])

    expect([first, left, second]).toEqual([[1], 15, []])
    expect(table.items()).toEqual([])
  })

  it('keeps a dependent that was created after the item was created anew', async () => {
    const table = withChildren(2)
    table.put({ PK: { S: 'a' }, createdAt: { S: '2024-01-01T00:00:00.000Z' } })
    table.put({ PK: { S: 'kids' }, SK: { S: 'new' }, createdAt: { S: '2024-06-01T00:00:00.000Z' } })

    await functionOf([takingAlong(table)]).invoke([removal])

    expect(table.items().flatMap(({ SK }) => SK ?? [])).toEqual([{ S: 'new' }])
  })

  it('fails its record, and deletes the others, when one delete fails', async () => {
    const table = withChildren(3)
    const flaky: DependentStore = {
      ...table,
      removeOlder: async (keys, condition) => {
        const [, ...others] = keys
        return [new Error('throttled'), ...(await table.removeOlder(others, condition))]
      },
    }

    const reported = await functionOf([takingAlong(flaky)]).invoke([removal])

    expect(reported).toEqual([1])
    expect(table.items()).toHaveLength(1)
  })

  it('marks itself as one that writes to the table', () => {
    expect(takingAlong(withChildren(0)).writesTable).toBe(true)
  })
})
