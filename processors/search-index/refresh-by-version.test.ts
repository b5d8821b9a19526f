import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { systemClock } from '../../core/clock.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { when } from '../../core/filter/words.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { attributeVersion } from '../../core/version/attribute-version.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import { hashOf } from './document-metadata.ts'
import { searchIndex } from './search-index.ts'
import type { SearchResult, SearchStore } from './search-store.ts'

const Thing = entity<'Thing', { readonly name: string }>('Thing', { match: { type: 'THING' } })

const greatest = '9223372036854775807'
const keys: Image = { PK: { S: 'a' } }
const mine = '{"PK":{"S":"a"}}'
const other = '{"PK":{"S":"b"}}'

/** What is under the id: its document says `name`, and its metadata whose it is; `gone` is a version that a delete left. */
type Stands =
  { readonly version: string; readonly name: string; readonly owner?: string } | { readonly gone: string }

/** Gives the first name, then the second and so on, and the last ever after; `undefined` where the item is gone. */
const reading = (...names: readonly (string | undefined)[]): ItemSource => {
  let reads = 0
  return {
    read: async () => {
      const name = names[Math.min(reads, names.length - 1)]
      reads += 1
      return Promise.resolve(
        name === undefined ? undefined : { ...keys, type: { S: 'THING' }, name: { S: name }, _v: { N: '3' } },
      )
    },
  }
}

interface World {
  readonly stands?: Stands | undefined
  readonly items: ItemSource
  readonly over?: (inner: SearchStore) => Partial<SearchStore>
}

const world = async ({ stands, items, over = () => ({}) }: World) => {
  const inner = memorySearchStore()
  if (stands !== undefined) {
    const version = 'gone' in stands ? stands.gone : stands.version
    const place = { index: 'things', id: 'a', guard: { by: 'newer', version } } as const
    const document = JSON.stringify({ name: 'name' in stands ? stands.name : '' })
    const metadata = JSON.stringify({
      hash: hashOf(document),
      ...('owner' in stands && { owner: stands.owner }),
    })
    await inner.write([
      'gone' in stands ? { op: 'delete', ...place } : { op: 'index', ...place, document, metadata },
    ])
  }
  const sent: string[] = []
  const changed = over(inner)
  const write: SearchStore['write'] = async (operations, signal) => {
    sent.push(
      operations
        .map(({ op, guard }) => `${op} ${guard.by} ${'version' in guard ? guard.version : ''}`)
        .join(),
    )
    return (changed.write ?? inner.write)(operations, signal)
  }
  const processor = searchIndex({
    filter: when(Thing),
    store: { ...inner, ...changed, write },
    index: 'things',
    version: attributeVersion('_v'),
    document: ({ after }) => ({ name: after.name }),
  })
  return {
    sent,
    /** A record of version 5 that comes late: its item is asked. */
    late: async (name = 'x') => {
      const reports: DispatchReport[] = []
      const f = functionOf([processor], { items, observe: report => void reports.push(report) })
      const record = recordOf({ seq: 5, key: 'a', kind: 'INSERT', after: { name, _v: { N: '5' } } })
      await f.invoke([record], { isLate: true })
      return reports.flatMap(({ records }) =>
        records.flatMap(({ outcomes }) => outcomes.map(({ outcome, error }) => error?.code ?? outcome)),
      )[0]
    },
    repair: async () => {
      const { check } = processor
      if (check?.kind !== 'state') throw new Error('it compares nothing')
      const context = { items, clock: systemClock, signal: new AbortController().signal }
      const [result] = (await check.refresh?.([{ id: 'a', address: { streamArn, keys } }], context)) ?? []
      return isPipelineError(result) ? result.code : result instanceof Error ? result.message : result
    },
    there: async () => {
      const [seen] = await inner.look({ index: 'things', ids: ['a'], withDocument: true })
      if (seen?.found !== true) return undefined
      const { name } = JSON.parse(seen.document ?? '') as { readonly name: string }
      return [name, seen.version]
    },
  }
}

describe('a late record', () => {
  it.each<[string, Stands | undefined, string | undefined, unknown, readonly string[]]>([
    [
      'writes what its item is at its own version, where nothing is',
      undefined,
      'now',
      'applied',
      ['index newer 5'],
    ],
    [
      'writes above what stands, where that is above it',
      { version: '9', name: 'old', owner: mine },
      'now',
      'applied',
      ['index newer 10'],
    ],
    [
      'writes above what stands at its own version',
      { version: '5', name: 'old', owner: mine },
      'now',
      'applied',
      ['index newer 6'],
    ],
    [
      'writes at its own version over what is below it',
      { version: '4', name: 'old', owner: mine },
      'now',
      'applied',
      ['index newer 5'],
    ],
    [
      'writes at the very last version where that stands',
      { version: greatest, name: 'old', owner: mine },
      'now',
      'applied',
      [`index newer-or-equal ${greatest}`],
    ],
    [
      'writes nothing where its item is there above it',
      { version: '9', name: 'now', owner: mine },
      'now',
      'unchanged',
      [],
    ],
    [
      'writes nothing where its item is there at its version',
      { version: '5', name: 'now', owner: mine },
      'now',
      'unchanged',
      [],
    ],
    [
      'raises the version of what is there below it',
      { version: '4', name: 'now', owner: mine },
      'now',
      'applied',
      ['index newer 5'],
    ],
    [
      'takes away what stands where its item is gone',
      { version: '9', name: 'old', owner: mine },
      undefined,
      'applied',
      ['delete newer 10'],
    ],
    [
      'leaves its version behind where its item is gone and nothing is',
      undefined,
      undefined,
      'applied',
      ['delete newer 5'],
    ],
    [
      'writes over what nobody is known to own',
      { version: '9', name: 'old' },
      'now',
      'applied',
      ['index newer 10'],
    ],
    [
      'leaves what is another item’s where its own is to be there',
      { version: '9', name: 'old', owner: other },
      'now',
      'search.id-taken',
      [],
    ],
    [
      'leaves what is another item’s where its own is gone',
      { version: '9', name: 'old', owner: other },
      undefined,
      'unchanged',
      [],
    ],
    [
      'leaves what is another item’s also where it is the same',
      { version: '9', name: 'now', owner: other },
      'now',
      'search.id-taken',
      [],
    ],
  ])('%s', async (_, stands, name, outcome, operations) => {
    const { late, sent, there } = await world({ stands, items: reading(name) })
    const before = await there()

    expect(await late()).toBe(outcome)

    expect(sent).toEqual(operations)
    const [version] = operations.map(each => each.split(' ')[2])
    const isDeleted = operations[0]?.startsWith('delete') === true
    expect(await there()).toEqual(version === undefined ? before : isDeleted ? undefined : [name, version])
  })
})

describe('a repair', () => {
  it.each<[string, Stands | undefined, string | undefined, readonly string[]]>([
    ['writes at the item’s own version, where nothing is', undefined, 'now', ['index newer 3']],
    ['writes at 0 where the item is gone', undefined, undefined, ['delete newer 0']],
    [
      'writes also where the same is there, for what is beside it may not be',
      { version: '9', name: 'now', owner: mine },
      'now',
      ['index newer 10'],
    ],
    [
      'writes at the item’s own version over what is below it',
      { version: '2', name: 'now', owner: mine },
      'now',
      ['index newer 3'],
    ],
  ])('%s', async (_, stands, name, operations) => {
    const { repair, sent } = await world({ stands, items: reading(name) })

    expect(await repair()).toBe('applied')
    expect(sent).toEqual(operations)
  })
})

describe('a refresh by version', () => {
  it('meets a version that only the store names, and goes above it', async () => {
    const { late, sent, there } = await world({ stands: { gone: '70' }, items: reading('now') })

    expect(await late()).toBe('applied')
    expect(sent).toEqual(['index newer 5', 'index newer 71'])
    expect(await there()).toEqual(['now', '71'])
  })

  it('stays above what it met, also where the store names a lower version, or none', async () => {
    const answers: (readonly SearchResult[] | undefined)[] = [
      [{ conflict: true, version: '70' }],
      [{ conflict: true, version: '60' }],
      [{ conflict: true }],
    ]
    const { late, sent } = await world({
      items: reading('now'),
      over: inner => ({ write: async operations => answers.shift() ?? inner.write(operations) }),
    })

    expect(await late()).toBe('applied')
    expect(sent).toEqual(['index newer 5', 'index newer 71', 'index newer 71', 'index newer 71'])
  })

  it.each<[string, readonly (string | undefined)[], readonly string[]]>([
    ['changed', ['now', 'then'], ['index newer 5', 'index newer 6']],
    ['went', ['now', undefined], ['index newer 5', 'delete newer 6']],
    ['came', [undefined, 'then'], ['delete newer 5', 'index newer 5', 'index newer 6']],
  ])('goes on where its item %s after it was read', async (_, names, operations) => {
    const { late, sent, there } = await world({ items: reading(...names) })

    expect(await late()).toBe('applied')
    expect(sent).toEqual(operations)
    expect((await there())?.[0]).toBe(names.at(-1))
  })

  it('is given up after five tries, by name', async () => {
    const restless = Array.from({ length: 20 }, (_, at) => `n${at}`)
    const { late, sent } = await world({ items: reading(...restless) })

    expect(await late()).toBe('search.unsettled')
    expect(sent).toHaveLength(5)
  })

  it.each<
    [
      string,
      { readonly version?: string; readonly hash?: string; readonly found?: false },
      string | undefined,
    ]
  >([
    ['is gone', { found: false }, 'now'],
    ['has another version', { version: '8' }, 'now'],
    ['is another one', { hash: 'other' }, 'now'],
    ['is there', {}, undefined],
  ])('looks again where what it wrote %s right after', async (_, after, name) => {
    let looks = 0
    const { late, sent } = await world({
      items: reading(name),
      over: inner => ({
        look: async request => {
          looks += 1
          if (looks !== 2) return inner.look(request)
          const { found = true, version = '5', hash = hashOf('{"name":"now"}') } = after
          const metadata = JSON.stringify({ owner: mine, hash })
          return found ? [{ found, version, token: '1', metadata }] : [{ found }]
        },
      }),
    })

    // The second time it finds what it wrote, or has to take away once more what it took away.
    expect(await late()).toBe(name === undefined ? 'applied' : 'unchanged')
    expect(sent).toHaveLength(name === undefined ? 3 : 1)
    expect(looks).toBe(name === undefined ? 6 : 3)
  })

  it('fails as the read of its item does', async () => {
    const { repair, sent } = await world({
      items: { read: async () => Promise.reject(new Error('throttled')) },
    })

    expect(await repair()).toBe('throttled')
    expect(sent).toEqual([])
  })

  it.each<[string, Partial<SearchStore>, string]>([
    ['refuses a write', { write: async () => Promise.resolve([new Error('too large')]) }, 'too large'],
    ['leaves a write out', { write: async () => Promise.resolve([]) }, 'it answered for 0 of 1 operations'],
    ['leaves a look out', { look: async () => Promise.resolve([]) }, 'it answered for 0 of 1 operations'],
  ])('fails as its store does that %s', async (_, over, words) => {
    const { repair } = await world({ items: reading('now'), over: () => over })

    await expect(repair().catch((error: unknown) => String(error))).resolves.toContain(words)
  })
})
