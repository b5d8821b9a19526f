import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { memoryVersionCounters } from '../../adapters/memory/memory-version-counters.ts'
import type { AttributeValue } from '../../core/attributes/attribute-value.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { attributeVersion } from '../../core/version/attribute-version.ts'
import { ledgerVersion } from '../../core/version/ledger-version.ts'
import type { NumberRequest, VersionCounters } from '../../core/version/version-counters.ts'
import type { VersionStrategy } from '../../core/version/version-strategy.ts'
import { sequenceVersion } from '../../core/version/version-strategy.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { searchIndex } from './search-index.ts'
import type { SearchStore } from './search-store.ts'

const Thing = entity<'Thing', { readonly name: string }>('Thing', { match: { type: 'THING' } })

const named = (store: SearchStore, version: VersionStrategy, index = 'things') =>
  searchIndex({
    filter: when(Thing),
    store,
    index,
    version,
    document: ({ after }) => {
      if (after.name === 'odd') throw new TypeError('no document of it')
      return { name: after.name }
    },
  })

type Versioned = readonly [name: string, version?: AttributeValue | number | undefined]

const imageOf = ([name, version]: Versioned): Record<string, AttributeValue | string> => ({
  name,
  ...(version !== undefined && { _v: typeof version === 'number' ? { N: String(version) } : version }),
})
const insert = (seq: number, after: Versioned): StreamRecord =>
  recordOf({ seq, kind: 'INSERT', after: imageOf(after) })
const modify = (seq: number, before: Versioned, after: Versioned): StreamRecord =>
  recordOf({ seq, before: imageOf(before), after: imageOf(after) })
const remove = (seq: number, before: Versioned): StreamRecord =>
  recordOf({ seq, kind: 'REMOVE', before: imageOf(before) })

const tableWith = (name: () => string | undefined): ItemSource => ({
  read: async ({ keys }) => {
    const now = name()
    return Promise.resolve(
      now === undefined ? undefined : { ...keys, type: { S: 'THING' }, name: { S: now } },
    )
  },
})

const seenIn = async (store: SearchStore): Promise<readonly [name: unknown, version: string] | undefined> => {
  const [seen] = await store.look({ index: 'things', ids: ['a'], withDocument: true })
  if (seen?.found !== true) return undefined
  return [(JSON.parse(seen.document ?? '{}') as Record<string, unknown>)['name'], seen.version]
}

/** A function, and what it tells: notes by record, log lines, reasons of what it parked. */
const told = (store: SearchStore, version: VersionStrategy, items?: ItemSource) => {
  const notes: unknown[] = []
  const lines: unknown[] = []
  const log = (message: string, detail?: object): void => void lines.push([message, detail])
  const f = functionOf([named(store, version)], {
    ...(items && { items }),
    logger: { info: log, warn: log, error: log },
    observe: ({ records }: DispatchReport) => {
      for (const { sequenceNumber, outcomes } of records)
        for (const { note, outcome } of outcomes) notes.push([Number(sequenceNumber), outcome, note])
    },
  })
  const reasons = async (): Promise<readonly string[]> => (await f.parked()).map(({ reason }) => reason.code)
  return { ...f, notes, lines, reasons }
}

describe('an item whose version falls', () => {
  const fallen = modify(2, ['x', 5], ['y', 3])

  it('is settled by what it is now, above the version that a late write of it may have', async () => {
    const store = memorySearchStore()
    const f = told(
      store,
      attributeVersion('_v'),
      tableWith(() => 'y'),
    )
    await f.invoke([insert(1, ['x', 5])])

    expect(await f.invoke([fallen])).toEqual([])

    expect(await seenIn(store)).toEqual(['y', '6'])
    expect(f.notes).toEqual([
      [1, 'applied', undefined],
      [2, 'applied', 'version_inversion'],
    ])
    expect(f.lines).toEqual([
      ['version_inversion', { functionName: 'test', processor: 'search-index', records: 1 }],
    ])
    // The first write of a container that was given up arrives now.
    await functionOf([named(store, attributeVersion('_v'))]).invoke([insert(1, ['x', 5])])
    expect(await seenIn(store)).toEqual(['y', '6'])
  })

  it('holds back a late write of its older version, also where the index never saw that', async () => {
    const store = memorySearchStore()
    await told(
      store,
      attributeVersion('_v'),
      tableWith(() => 'y'),
    ).invoke([insert(1, ['x', 5]), fallen])

    await functionOf([named(store, attributeVersion('_v'))]).invoke([insert(1, ['x', 5])])

    expect(await seenIn(store)).toEqual(['y', '5'])
  })

  it('is parked by name where no table can be asked, and no message holds a version', async () => {
    const f = told(memorySearchStore(), attributeVersion('_v'))

    expect(await f.invoke([modify(2, ['x', 51_234], ['y', 41_234])])).toEqual([])

    expect(await f.reasons()).toEqual(['version.inverted'])
    const [{ reason } = { reason: undefined }] = await f.parked()
    expect(JSON.stringify([reason, f.lines])).not.toMatch(/[45]1234/)
  })
})

describe('an item whose version stays', () => {
  it('is settled by what it is now, and counted as a tie', async () => {
    const store = memorySearchStore()
    const f = told(
      store,
      attributeVersion('_v'),
      tableWith(() => 'y'),
    )
    await f.invoke([insert(1, ['x', 5])])

    expect(await f.invoke([modify(2, ['x', 5], ['y', 5])])).toEqual([])

    expect(await seenIn(store)).toEqual(['y', '6'])
    expect(f.notes.at(-1)).toEqual([2, 'applied', 'version_tie'])
    expect(await f.reasons()).toEqual([])
  })
})

describe('an item that is written anew from 1', () => {
  const life = [insert(1, ['x', 1]), modify(2, ['x', 1], ['y', 7]), remove(3, ['y', 7])]

  it('is not held for something older, however many writes it is behind', async () => {
    const store = memorySearchStore()
    let now: string | undefined
    const f = told(
      store,
      attributeVersion('_v'),
      tableWith(() => now),
    )
    for (const record of life) await f.invoke([record])
    for (let at = 1; at <= 12; at += 1) {
      now = `n${at}`
      const record = at === 1 ? insert(4, [now, 1]) : modify(3 + at, [`n${at - 1}`, at - 1], [now, at])
      expect(await f.invoke([record])).toEqual([])
      expect((await seenIn(store))?.[0]).toBe(now)
    }
    expect(f.notes).toContainEqual([4, 'applied', 'version_tie'])
  })

  it('is parked by name where no table can be asked', async () => {
    const f = told(memorySearchStore(), attributeVersion('_v'))
    for (const record of [...life, insert(4, ['z', 1])]) await f.invoke([record])

    expect(await f.reasons()).toEqual(['version.tied'])
  })

  it('does not come back by a refresh that was given up and arrives after its removal', async () => {
    const store = memorySearchStore()
    let now: string | undefined
    const f = told(
      store,
      attributeVersion('_v'),
      tableWith(() => now),
    )
    for (const record of life) await f.invoke([record])
    const late: (() => Promise<unknown>)[] = []
    const hanging: SearchStore = {
      ...store,
      write: async operations => {
        const results = await store.write(
          operations.filter(({ guard }) => 'version' in guard && guard.version === '1'),
        )
        if (results.length > 0) return results
        late.push(async () => store.write(operations))
        return Promise.reject(new Error('cut off'))
      },
    }
    now = 'z'
    await told(
      hanging,
      attributeVersion('_v'),
      tableWith(() => now),
    ).invoke([insert(4, ['z', 1])])
    now = undefined
    await f.invoke([insert(4, ['z', 1]), remove(5, ['z', 1])])

    for (const write of late) await write()

    expect(late).toHaveLength(1)
    expect(await seenIn(store)).toBeUndefined()
  })

  it('in one batch with its removal is above the removal', async () => {
    const store = memorySearchStore()
    const f = told(
      store,
      attributeVersion('_v'),
      tableWith(() => 'z'),
    )

    await f.invoke([remove(3, ['y', 7]), insert(4, ['z', 1])])

    expect(await seenIn(store)).toEqual(['z', '8'])
    await functionOf([named(store, attributeVersion('_v'))]).invoke([remove(3, ['y', 7])])
    expect(await seenIn(store)).toEqual(['z', '8'])
  })
})

describe('an item that carries no version', () => {
  const values: readonly (AttributeValue | undefined)[] = [undefined, { S: '7' }, { N: '1.5' }, { N: '-1' }]

  it.each(values)('is what it is now, with %j for one', async value => {
    const store = memorySearchStore()
    const f = told(
      store,
      attributeVersion('_v'),
      tableWith(() => 'y'),
    )

    expect(await f.invoke([modify(2, ['x', 6], ['y', value])])).toEqual([])

    expect((await seenIn(store))?.[0]).toBe('y')
    expect(f.notes).toEqual([[2, 'applied', 'version_missing']])
  })

  it('is parked where no table can be asked, and brought home by a redrive that can', async () => {
    const store = memorySearchStore()
    const f = told(store, attributeVersion('_v'))
    await f.invoke([remove(2, ['x'])])
    expect(await f.reasons()).toEqual(['version.attribute-missing'])

    const redriven = told(
      store,
      attributeVersion('_v'),
      tableWith(() => undefined),
    )
    expect(await redriven.invoke([remove(2, ['x'])], { isLate: true })).toEqual([])

    expect(await redriven.reasons()).toEqual([])
  })
})

describe('a redrive of what is there already', () => {
  it('writes nothing, so that the next change is not held back by it', async () => {
    const store = memorySearchStore()
    const f = told(
      store,
      attributeVersion('_v'),
      tableWith(() => 'y'),
    )
    await f.invoke([insert(1, ['x', 1])])
    await f.invoke([modify(2, ['x', 1], ['y', 2])])

    await f.invoke([insert(1, ['x', 1])], { isLate: true, ledger: memoryLedgerStore() })

    expect(await seenIn(store)).toEqual(['y', '2'])
    await f.invoke([modify(3, ['y', 2], ['z', 3])])
    expect(await seenIn(store)).toEqual(['z', '3'])
  })
})

/** Counters that note what they are asked, and fail where `fails` says. */
const noted = (inner = memoryVersionCounters(), fails: () => boolean = () => false) => {
  const asked: NumberRequest[] = []
  const counters: VersionCounters = {
    take: async requests => {
      asked.push(...requests)
      const taken = await inner.take(requests)
      if (fails()) throw new Error('the answer is lost')
      return taken
    },
  }
  return { asked, version: ledgerVersion({ counters }) }
}

describe('versions by counters', () => {
  it('count the writes of each item, and know a record that comes again', async () => {
    const store = memorySearchStore()
    const { version } = noted()
    const invoke = async (record: StreamRecord): Promise<unknown> =>
      functionOf([named(store, version)]).invoke([record])

    await invoke(insert(1, ['x']))
    await invoke(modify(2, ['x'], ['y']))
    expect(await seenIn(store)).toEqual(['y', '2'])
    await invoke(modify(2, ['x'], ['y']))
    await invoke(insert(1, ['x']))
    expect(await seenIn(store)).toEqual(['y', '2'])
    await invoke(remove(3, ['y']))
    await invoke(modify(2, ['x'], ['y']))
    expect(await seenIn(store)).toBeUndefined()
  })

  it('give a record whose write failed, or whose number came to nobody, the same number again', async () => {
    const inner = memorySearchStore()
    let isDown = true
    const store: SearchStore = {
      ...inner,
      write: async operations => (isDown ? Promise.reject(new Error('away')) : inner.write(operations)),
    }
    let isLost = true
    const f = functionOf([named(store, noted(memoryVersionCounters(), () => isLost).version)])

    expect(await f.invoke([insert(1, ['x'])])).toEqual([1])
    isLost = false
    expect(await f.invoke([insert(1, ['x'])])).toEqual([1])
    isDown = false
    expect(await f.invoke([insert(1, ['x'])])).toEqual([])

    expect(await seenIn(inner)).toEqual(['x', '1'])
    expect(await f.parked()).toEqual([])
  })

  it('hold back the write of a container that was given up, whichever took its number first', async () => {
    const store = memorySearchStore()
    const { version } = noted()
    const late: (() => Promise<unknown>)[] = []
    const hanging: SearchStore = {
      ...store,
      write: async operations => {
        late.push(async () => store.write(operations))
        return Promise.reject(new Error('cut off'))
      },
    }
    await functionOf([named(hanging, version)]).invoke([insert(1, ['x'])])
    await functionOf([named(store, version)]).invoke([insert(1, ['x']), modify(2, ['x'], ['y'])])

    for (const write of late) await write()

    expect(await seenIn(store)).toEqual(['y', '2'])
  })

  it('let nothing older in once a number is taken, whether or not that was written yet', async () => {
    const inner = memorySearchStore()
    let isDown = true
    const store: SearchStore = {
      ...inner,
      write: async operations => (isDown ? Promise.reject(new Error('away')) : inner.write(operations)),
    }
    const f = told(store, noted().version)
    expect(await f.invoke([modify(2, ['x'], ['y'])])).toEqual([2])
    isDown = false

    expect(await f.invoke([insert(1, ['x'])], { ledger: memoryLedgerStore() })).toEqual([])
    expect(await seenIn(inner)).toBeUndefined()
    expect(await f.invoke([modify(2, ['x'], ['y'])])).toEqual([])
    expect(await seenIn(inner)).toEqual(['y', '1'])
    await f.invoke([remove(3, ['y'])])
    expect(await f.invoke([insert(1, ['x'])], { ledger: memoryLedgerStore() })).toEqual([])

    expect(await seenIn(inner)).toBeUndefined()
    expect(await f.reasons()).toEqual([])
  })

  it('leave a parked older change to what came after it, with and without a table to ask', async () => {
    const store = memorySearchStore()
    const { version } = noted()
    const f = told(store, version)
    await f.invoke([modify(2, ['x'], ['y'])])

    expect(await f.invoke([insert(1, ['x'])], { isLate: true, ledger: memoryLedgerStore() })).toEqual([])
    expect(f.notes.at(-1)).toEqual([1, 'unchanged', undefined])
    const asking = told(
      store,
      version,
      tableWith(() => 'now'),
    )
    await asking.invoke([insert(1, ['x'])], { isLate: true })

    expect(await seenIn(store)).toEqual(['now', '2'])
    await f.invoke([modify(3, ['y'], ['z'])])
    expect(await seenIn(store)).toEqual(['z', '3'])
  })

  it('are an index’s own: a replay into another one takes none of its numbers', async () => {
    const store = memorySearchStore()
    const { asked, version } = noted()

    await functionOf([named(store, version)]).invoke([insert(1, ['x'])])
    await functionOf([named(store, version, 'replayed')]).invoke([insert(1, ['x'])])

    expect(new Set(asked.map(({ scope }) => scope))).toEqual(new Set(['@things', '@replayed']))
  })

  it('rise above an index that was filled by others, where a table can be asked', async () => {
    const store = memorySearchStore()
    await functionOf([named(store, sequenceVersion())]).invoke([insert(1, ['x'])])
    const { version } = noted()
    const f = told(
      store,
      version,
      tableWith(() => 'y'),
    )

    await f.invoke([modify(2, ['x'], ['y'])])
    const [, refreshed = '0'] = (await seenIn(store)) ?? []
    await f.invoke([modify(3, ['y'], ['z'])])

    expect(await seenIn(store)).toEqual(['z', String(BigInt(refreshed) + 1n)])
    expect(f.notes).toEqual([
      [2, 'applied', 'version_tie'],
      [3, 'applied', undefined],
    ])
  })

  it('that are away make records wait, and park none', async () => {
    const away = new Error('connect ECONNREFUSED')
    const counters: VersionCounters = { take: async () => Promise.reject(away) }
    const f = functionOf([named(memorySearchStore(), ledgerVersion({ counters }))], { blameAfterMs: 300_000 })

    expect(await f.invoke([insert(1, ['x'])])).toEqual([1])
    expect(await f.parked()).toEqual([])
  })
})
