import { describe, expect, it } from 'vitest'
import type { MemoryDependentStore } from '../../adapters/memory/memory-dependent-store.ts'
import { memoryDependentStore } from '../../adapters/memory/memory-dependent-store.ts'
import type { AnyChange } from '../../core/change/change.ts'
import { changeOf } from '../../core/change/change-of.ts'
import { systemClock } from '../../core/clock.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import { silentLogger } from '../../core/logger.ts'
import type { Processor } from '../../core/processor/processor.ts'
import { viewOf } from '../../core/record/view-of.ts'
import { outcomesOf } from '../../test/support/outcomes.ts'
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
      removeWithoutParent: async (parent, query, dependents, signal) => {
        const [, ...others] = dependents
        const results = await table.removeWithoutParent(parent, query, others, signal)
        return results === 'parent-lives' ? results : [new Error('throttled'), ...results]
      },
    }

    const reported = await functionOf([takingAlong(flaky)]).invoke([removal])

    expect(reported).toEqual([1])
    expect(table.items()).toHaveLength(1)
  })

  it('parks a removal with the count of what it left, and takes that along when nothing lives any more', async () => {
    const table = withChildren(2)
    table.put({ PK: { S: 'kids' }, SK: { S: 'bare' } })
    table.put({ PK: { S: 'kids' }, SK: { S: 'odd' }, createdAt: { S: 'yesterday' } })
    table.put({ PK: { S: 'a' } })
    const f = functionOf([takingAlong(table)])

    const reported = await f.invoke([removal])
    const [parked] = await f.parked()
    table.delete({ PK: { S: 'a' } })
    await functionOf([takingAlong(table)]).invoke([removal])

    expect(reported).toEqual([])
    expect(parked?.reason).toMatchObject({
      code: 'cleanup.generation-unknown',
      message:
        "The item was created anew, and dependents were left that may be the new one's: 1 have no createdAt, of 3 it does not decide, the parent that lives now has none that tells.",
    })
    expect(table.items()).toEqual([])
  })

  it('never takes a parent for its own dependent', async () => {
    const table = memoryDependentStore(['PK', 'SK'])
    const parent = { PK: { S: 'a' } }
    table.put(parent)
    const f = functionOf([
      cleanup({
        filter: when(Thing),
        dependents: table,
        of: () => [{ partitionKey: { name: 'PK', value: 'a' } }],
      }),
    ])

    await f.invoke([removal])

    expect([table.items(), await f.parked()]).toEqual([[parent], []])
  })

  it('is tried again where the item comes and goes between every two looks', async () => {
    const table = withChildren(1)
    let looks = 0
    const busy: DependentStore = {
      ...table,
      removeWithoutParent: async () => Promise.resolve('parent-lives'),
      parent: async () => {
        looks += 1
        return Promise.resolve(undefined)
      },
    }

    const reported = await functionOf([takingAlong(busy)]).invoke([removal])

    expect(reported).toEqual([1])
    expect(looks).toBe(6)
    expect(table.items()).toHaveLength(1)
  })

  it('looks three times at what is written meanwhile, then leaves it and says so', async () => {
    const table = withChildren(1)
    table.put({ PK: { S: 'a' }, createdAt: { S: '2024-01-01T00:00:00.000Z' } })
    let tries = 0
    const busy: DependentStore = {
      ...table,
      removeAsSeen: async (_, __, dependents) => {
        tries += 1
        return Promise.resolve(dependents.map(() => 'changed'))
      },
    }
    const f = functionOf([takingAlong(busy)])

    await f.invoke([removal])

    expect(tries).toBe(3)
    expect((await f.parked()).map(({ reason }) => reason.message)).toEqual([
      "The item was created anew, and dependents were left that may be the new one's: 1 were written meanwhile.",
    ])
  })

  it('counts as written meanwhile what was, and not what is gone', async () => {
    const table = withChildren(2)
    const busy: DependentStore = {
      ...table,
      removeWithoutParent: async () => Promise.resolve(['unchanged', 'changed']),
    }
    const f = functionOf([takingAlong(busy)])

    await f.invoke([removal])

    expect((await f.parked()).map(({ reason }) => reason.message)).toEqual([
      expect.stringContaining(': 1 were written meanwhile'),
    ])
  })

  it('is unchanged where others have taken along what was found', async () => {
    const late: DependentStore = {
      ...withChildren(2),
      removeWithoutParent: async () => Promise.resolve(['unchanged', 'unchanged']),
    }

    expect(await outcomesOf(functionOf([takingAlong(late)]), [removal])).toEqual(['unchanged'])
  })

  it.each<['removeWithoutParent' | 'removeAsSeen', readonly unknown[], string]>([
    ['removeWithoutParent', ['applied'], '1 of 2'],
    ['removeWithoutParent', [undefined, 'applied'], '0 of 1'],
    ['removeAsSeen', ['applied', 'applied', 'applied'], '3 of 2'],
    ['removeAsSeen', ['unchanged', undefined], '0 of 1'],
  ])('takes nothing for gone of two where %s answers %j', async (method, answers, words) => {
    const table = withChildren(2)
    if (method === 'removeAsSeen') table.put({ PK: { S: 'a' }, createdAt: { S: '2024-01-01T00:00:00.000Z' } })
    const silent: DependentStore = { ...table, [method]: async () => Promise.resolve(answers) }
    const ends: unknown[] = []
    const observe = ({ records }: DispatchReport): void =>
      void ends.push(...records.flatMap(({ outcomes }) => outcomes))

    await functionOf([takingAlong(silent)]).invoke([removal], { observe })

    expect(ends).toMatchObject([
      {
        outcome: 'retry',
        error: { message: expect.stringContaining(`answered for ${words} deletes`) as string },
      },
    ])
  })

  it('asks for no delete where all that was found is to stay', async () => {
    const table = withChildren(0)
    table.put({
      PK: { S: 'kids' },
      SK: { S: 'later' },
      createdAt: { S: '2025-01-01T00:00:00.000Z' },
      id: { S: 'g2' },
    })
    const asked: number[] = []
    const watched: DependentStore = {
      ...table,
      removeWithoutParent: async (parent, query, dependents, signal) => {
        asked.push(dependents.length)
        return table.removeWithoutParent(parent, query, dependents, signal)
      },
      removeAsSeen: async (path, query, dependents, signal) => {
        asked.push(dependents.length)
        return table.removeAsSeen(path, query, dependents, signal)
      },
    }
    const byId = cleanup({
      filter: when(Thing),
      dependents: watched,
      of: () => [{ partitionKey: { name: 'PK', value: 'kids' } }],
      generationAttribute: 'id',
    })
    await functionOf([byId]).invoke([recordOf({ seq: 1, key: 'a', kind: 'REMOVE', before: { id: 'g1' } })])
    table.put({ PK: { S: 'a' }, createdAt: { S: '2024-01-01T00:00:00.000Z' } })
    await functionOf([takingAlong(watched)]).invoke([removal])

    expect(asked).toEqual([])
    expect(table.items()).toHaveLength(2)
  })

  it('reads no further page when the time is up, also of a store that does not look at it', async () => {
    const time = new AbortController()
    const table = withChildren(35)
    let pages = 0
    const deaf: DependentStore = {
      ...table,
      page: async (query, cursor) => {
        pages += 1
        time.abort(new Error('time is up'))
        return table.page(query, cursor)
      },
      removeWithoutParent: async (parent, query, dependents) =>
        table.removeWithoutParent(parent, query, dependents),
    }
    const { run } = takingAlong(deaf)
    if (run.mode !== 'each') throw new TypeError('clean-up takes one at a time')
    const change = changeOf(viewOf(removal), 'REMOVE', undefined) as AnyChange
    const { signal } = time
    const context = {
      signal,
      deadlineAtMs: Infinity,
      clock: systemClock,
      logger: silentLogger,
      isLate: false,
    }

    await expect(run.handle(change, context)).rejects.toThrow('time is up')

    expect(pages).toBe(1)
  })

  it('is unchanged where nothing depends, and applied where something was taken', async () => {
    const outcome = async (dependents: DependentStore): Promise<unknown> =>
      outcomesOf(functionOf([takingAlong(dependents)]), [removal])

    expect([await outcome(withChildren(0)), await outcome(withChildren(1))]).toEqual([
      ['unchanged'],
      ['applied'],
    ])
  })

  it('asks nothing of the table for a removal on which nothing can depend', async () => {
    const never = async () => Promise.reject(new Error('asked'))
    const dependents: DependentStore = {
      page: never,
      parent: never,
      removeWithoutParent: never,
      removeAsSeen: never,
    }
    const take = cleanup({ filter: when(Thing), dependents, of: () => [] })

    expect(await outcomesOf(functionOf([take]), [removal])).toEqual(['unchanged'])
  })

  it.each<[string, () => Promise<[]>]>([
    ['that comes', async () => Promise.resolve([])],
    ['that fails', async () => Promise.reject(new Error('too late'))],
  ])('says that nobody waits for a promise of where dependents are: one %s', async (_, promised) => {
    const of = promised as unknown as () => []
    const messages: unknown[] = []
    const take = cleanup({ filter: when(Thing), dependents: withChildren(1), of })

    await functionOf([take]).invoke([removal], {
      observe: ({ records }) =>
        messages.push(...records.flatMap(({ outcomes }) => outcomes.map(({ error }) => error?.message))),
    })

    expect(messages).toEqual(['of gave a promise, and is waited for by nobody'])
  })

  it('is named, and says which images it cannot do without', () => {
    const dependents = withChildren(0)
    const plain = cleanup({ filter: when(Thing), dependents, of: () => [] })
    const needing = cleanup({ name: 'n', filter: when(Thing), dependents, of: () => [], needs: ['old'] })

    expect([plain.name, plain.needs]).toEqual(['cleanup', undefined])
    expect([needing.name, needing.needs]).toEqual(['n', ['old']])
  })

  it('takes every option that it names', () => {
    const dependents = withChildren(0)
    const all = { filter: when(Thing), dependents, of: () => [], clockToleranceMs: 0 }

    expect(() => cleanup({ ...all, createdAttribute: 'at' })).not.toThrow()
    expect(() => cleanup({ ...all, generationAttribute: 'id' })).not.toThrow()
    expect(() => cleanup({ ...all, createdAtribute: 'at' } as typeof all)).toThrow(
      expect.objectContaining({
        code: 'registry.option-unknown',
        message: expect.stringMatching(/cleanup.*createdAtribute/) as string,
      }),
    )
  })

  it.each([
    [{ createdAttribute: '' }],
    [{ generationAttribute: { parent: 'id', dependents: '' } }],
    [{ createdAttribute: 'at', generationAttribute: 'id' }],
    [{ clockToleranceMs: -1 }],
    [{ clockToleranceMs: Number.NaN }],
  ])('refuses options %j', options => {
    const dependents = withChildren(0)

    expect(() => cleanup({ filter: when(Thing), dependents, of: () => [], ...options })).toThrow(
      expect.objectContaining({
        code: 'cleanup.option-invalid',
        detail: expect.objectContaining({ option: Object.keys(options).at(-1) }) as object,
      }),
    )
  })

  it('marks itself as one that writes to the table', () => {
    expect(takingAlong(withChildren(0)).writesTable).toBe(true)
  })
})
