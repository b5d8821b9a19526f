import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { systemClock } from '../../core/clock.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { when } from '../../core/filter/words.ts'
import type { FilledItem, FillResult } from '../../core/processor/processor.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import { hashOf } from './document-metadata.ts'
import { searchIndex } from './search-index.ts'
import type { SearchResult, SearchStore } from './search-store.ts'

const Thing = entity<'Thing', { readonly name: string }>('Thing', { match: { type: 'THING' } })

/** An item `a=name`: `none` is to have no document, and of an `odd` one none can be made. */
const itemOf = (sketch: string): FilledItem => {
  const [key = '', name = ''] = sketch.split('=')
  const keys: Image = { PK: { S: key } }
  return { keys, item: { ...keys, type: { S: 'THING' }, name: { S: name } } }
}

const tableOf = (items: readonly FilledItem[]): ItemSource => ({
  read: async ({ keys }) =>
    Promise.resolve(items.find(each => JSON.stringify(each.keys) === JSON.stringify(keys))?.item),
})

const world = (isIdDerived: boolean, over: (inner: SearchStore) => Partial<SearchStore> = () => ({})) => {
  const inner = memorySearchStore()
  const processor = searchIndex({
    filter: when(Thing),
    store: { ...inner, ...over(inner) },
    index: 'things',
    ...(isIdDerived && { id: (change: { readonly key: string }) => `id-${change.key}` }),
    document: ({ after }) => {
      if (after.name === 'odd') throw new TypeError('no document of it')
      return after.name === 'none' ? undefined : { name: after.name }
    },
  })
  const context = { clock: systemClock, signal: new AbortController().signal, streamArn }
  const filling = async () => {
    if (processor.check?.kind !== 'state' || !processor.check.inNewIndex) throw new Error('it fills nothing')
    return processor.check.inNewIndex('things-002')
  }
  return {
    processor,
    filling,
    fill: async (sketches: readonly string[], items?: ItemSource): Promise<readonly FillResult[]> => {
      const all = sketches.map(itemOf)
      return (await filling()).fill(all, { ...context, run: 'the-run', items: items ?? tableOf(all) })
    },
    there: async (): Promise<Record<string, string>> => {
      const found: Record<string, string> = {}
      for await (const [id, text] of inner.documents('things-002')) found[id] = text
      return found
    },
    metadataOf: async (id: string): Promise<unknown> => {
      const [seen] = await inner.look({ index: 'things-002', ids: [id] })
      return seen?.found === true ? JSON.parse(seen.metadata ?? '') : undefined
    },
  }
}

const told = (results: readonly FillResult[]): readonly unknown[] =>
  results.map(each => (isPipelineError(each) ? each.code : each instanceof Error ? each.message : each))

describe.each([
  ['the item’s key', false, ''],
  ['derived from an image', true, 'id-'],
])('a fill of an index whose id is %s', (_, isIdDerived, prefix) => {
  it('answers for each item, in their order, and puts in what is to be there', async () => {
    const { fill, there, metadataOf } = world(isIdDerived)

    const results = await fill(['a=x', 'b=none', 'c=odd', 'd=y'])

    expect(told(results)).toEqual(['filled', 'none', 'no document of it', 'filled'])
    expect(await there()).toEqual({ [`${prefix}a`]: '{"name":"x"}', [`${prefix}d`]: '{"name":"y"}' })
    expect(await metadataOf(`${prefix}d`)).toEqual({
      stream: streamArn,
      owner: '{"PK":{"S":"d"}}',
      hash: hashOf('{"name":"y"}'),
      run: 'the-run',
    })
  })

  it('writes nothing of items that are to have none', async () => {
    const { fill, there } = world(isIdDerived, () => ({
      write: async () => Promise.reject(new Error('nothing to write')),
    }))

    expect(told(await fill(['a=none', 'b=odd']))).toEqual(['none', 'no document of it'])
    expect(await fill([])).toEqual([])
    expect(await there()).toEqual({})
  })
})

describe('a fill by version', () => {
  it('holds what a record wrote or took away, whichever came first', async () => {
    const { fill, filling, processor, there } = world(false)
    await functionOf([processor]).invoke([
      recordOf({ seq: 1, key: 'z', kind: 'INSERT', after: { name: 'z' } }),
    ])
    await (
      await filling()
    ).announce([streamArn], { clock: systemClock, signal: new AbortController().signal })
    const f = functionOf([processor], {
      clock: { ...systemClock, now: () => systemClock.now() + 3_600_000 },
      deadlineAtMs: systemClock.now() + 7_200_000,
    })
    await f.invoke([
      recordOf({ seq: 7, key: 'a', kind: 'INSERT', after: { name: 'new' } }),
      recordOf({ seq: 8, key: 'b', kind: 'REMOVE', before: { name: 'gone' } }),
    ])

    expect(told(await fill(['a=old', 'b=gone', 'c=x']))).toEqual(['held', 'held', 'filled'])
    expect(await there()).toEqual({ a: '{"name":"new"}', c: '{"name":"x"}' })
  })

  it.each<[string, readonly (SearchResult | undefined)[], readonly unknown[]]>([
    ['what it refuses', ['applied', new Error('too large')], ['filled', 'too large']],
    ['what it holds back', [{ conflict: true }, 'applied'], ['held', 'filled']],
    ['what it leaves out', ['applied', undefined], ['filled', 'sink.unavailable']],
  ])('tells of each item what its store said: %s', async (_, answers, expected) => {
    const { fill } = world(false, () => ({
      write: async () => Promise.resolve(answers as readonly SearchResult[]),
    }))

    // Those that are not written stand between, so that an answer cannot go by its place in the list.
    const results = await fill(['n=none', 'a=x', 'o=odd', 'b=y'])

    expect(told([results[1] ?? 'none', results[3] ?? 'none'])).toEqual(expected)
    expect(told([results[0] ?? 'held', results[2] ?? 'held'])).toEqual(['none', 'no document of it'])
  })

  it('fails whole where its store answers for another number than it was asked', async () => {
    const { fill } = world(false, () => ({ write: async () => Promise.resolve(['applied']) }))

    await expect(fill(['a=x', 'b=y'])).rejects.toThrow('it answered for 1 of 2 operations')
  })
})

describe('a fill by owner', () => {
  it('writes what each item is now, not what was read of it before', async () => {
    const { fill, there } = world(true)

    const results = await fill(['a=old', 'b=gone'], tableOf([itemOf('a=new')]))

    expect(told(results)).toEqual(['filled', 'filled'])
    expect(await there()).toEqual({ 'id-a': '{"name":"new"}' })
  })

  it('fails an item alone whose document its store refuses', async () => {
    const { fill } = world(true, inner => ({
      write: async operations =>
        operations[0]?.id === 'id-a' ? Promise.resolve([new Error('too large')]) : inner.write(operations),
    }))

    expect(told(await fill(['a=x', 'b=y']))).toEqual(['too large', 'filled'])
  })
})
