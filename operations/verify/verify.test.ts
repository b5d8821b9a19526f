import { describe, expect, it } from 'vitest'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { everything } from '../../core/filter/words.ts'
import type { Check, Processor } from '../../core/processor/processor.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import { offloaded, packed } from '../../test/support/packed-records.ts'
import type { Difference } from './verify.ts'
import { verify } from './verify.ts'

async function* from<T>(values: Iterable<T>): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value)
}

const item = (id: string, title: string): Image => ({ id: { S: id }, title: { S: title } })
const textOf = (image: Image, name: string): string => {
  const value = image[name]
  return value !== undefined && 'S' in value ? value.S : ''
}

const processorWith = (name: string, check: Check): Processor => ({
  name,
  filter: { expr: { op: 'always' } },
  sink: check.kind === 'events' ? 'events' : 'state',
  coalesce: 'none',
  run: { mode: 'each', handle: async () => Promise.resolve('applied') },
  check,
})

const index = (documents: ReadonlyMap<string, string>): Processor =>
  processorWith('index', {
    kind: 'state',
    expected: async (_, image) => Promise.resolve(new Map([[textOf(image, 'id'), textOf(image, 'title')]])),
    actual: () => from(documents),
  })

const audit = (entries: readonly string[]): Processor =>
  processorWith('audit', {
    kind: 'events',
    expected: record => (record.eventID === undefined ? [] : [record.eventID]),
    actual: () => from(entries),
  })

const run = async (
  processors: readonly Processor[],
  items: readonly Image[],
  received: readonly StreamRecord[] = [],
): Promise<{ verdict: unknown; differences: readonly Difference[] }> => {
  const differences: Difference[] = []
  const verdict = await verify({
    processors,
    scan: () => from(items.map(each => ({ keys: each, item: each }))),
    received: () => received,
    onDifference: difference => differences.push(difference),
  })
  return { verdict, differences }
}

describe('verify', () => {
  it('finds nothing where index and table agree', async () => {
    const { verdict } = await run([index(new Map([['a', 'A']]))], [item('a', 'A')])

    expect(verdict).toEqual({ missing: 0, stale: 0, ghosts: 0 })
  })

  it('compares large attributes as they were before they were packed', async () => {
    const blobs = memoryBlobStore()
    const title = { S: 'T'.padEnd(2_000, ' and so on') }
    const elsewhere = await offloaded(title, blobs)
    const items: readonly Image[] = [
      { id: { S: 'packed' }, title: packed(title) },
      { id: { S: 'offloaded' }, title: elsewhere.value },
    ]
    const store = memorySearchStore()
    const search = searchIndex({
      filter: everything().where({ title: { prefix: 'T and' } }),
      store,
      index: 'i',
      id: ({ keys }) => String(keys['id']),
      document: ({ after }) => ({ title: after['title'] }),
    })
    const scan = () => from(items.map(item => ({ keys: { id: item['id']! }, item })))
    const document = JSON.stringify({ title: title.S })
    const write = (id: string) =>
      ({ op: 'index', index: 'i', id, guard: { by: 'absent' }, metadata: '{}', document }) as const
    await store.write([write('packed'), write('offloaded')])

    const verdict = await verify({ processors: [search], scan, received: () => [], blobs })
    await blobs.remove(elsewhere.key)
    const afterLoss = await verify({ processors: [search], scan, received: () => [], blobs })

    expect(verdict).toEqual({ missing: 0, stale: 0, ghosts: 0 })
    expect(afterLoss).toEqual({ missing: 0, stale: 0, ghosts: 1 })
  })

  it('tells a missing document from a stale one and from a ghost', async () => {
    const documents = new Map([
      ['stale', 'old title'],
      ['ghost', 'G'],
    ])

    const { differences } = await run([index(documents)], [item('stale', 'new title'), item('missing', 'M')])

    expect(differences).toEqual([
      { processor: 'index', problem: 'stale', id: 'stale' },
      { processor: 'index', problem: 'ghosts', id: 'ghost' },
      { processor: 'index', problem: 'missing', id: 'missing' },
    ])
  })

  it('wants exactly one entry for each audited change', async () => {
    const received = [{ eventID: '1' }, { eventID: '2' }, {}]

    const { differences } = await run([audit(['1', '1', '3'])], [], received)

    expect(differences).toEqual([
      { processor: 'audit', problem: 'ghosts', id: '1' },
      { processor: 'audit', problem: 'ghosts', id: '3' },
      { processor: 'audit', problem: 'missing', id: '2' },
    ])
  })

  it('leaves a processor alone that cannot be checked', async () => {
    const { name, filter, sink, coalesce, run: handler } = audit([])
    const blind: Processor = { name, filter, sink, coalesce, run: handler }

    const { verdict } = await run([blind], [item('a', 'A')], [{ eventID: '1' }])

    expect(verdict).toEqual({ missing: 0, stale: 0, ghosts: 0 })
  })
})
