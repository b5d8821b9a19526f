import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { attributeVersion } from '../../core/version/attribute-version.ts'
import { sequenceVersion } from '../../core/version/version-strategy.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import { streamArn } from '../../test/support/records.ts'
import type { SearchStore } from './search-store.ts'
import { markIn } from './writer-mark.ts'
import { admission } from './writer-standing.ts'

/** A store where somebody else is always faster to leave a mark, which is gone when it is looked for. */
const contended = (): { readonly store: SearchStore; readonly writes: () => number } => {
  let writes = 0
  const store: SearchStore = {
    ...memorySearchStore(),
    readMark: async () => Promise.resolve(undefined),
    writeMark: async () => {
      writes += 1
      // Whoever never gives up is to fail here rather than to hang.
      return writes > 50 ? Promise.reject(new Error('once more')) : Promise.resolve(false)
    },
  }
  return { store, writes: () => writes }
}

/** A store that counts how often its mark is read. */
const counted = (): { readonly store: SearchStore; readonly reads: () => number } => {
  const inner = memorySearchStore()
  let reads = 0
  const store: SearchStore = {
    ...inner,
    readMark: async (...request) => {
      reads += 1
      return inner.readMark(...request)
    },
  }
  return { store, reads: () => reads }
}

const context = () => ({ clock: manualClock(1_000_000), signal: new AbortController().signal })

describe('the mark beside an index', () => {
  it('that somebody else is always faster to write is given up after ten tries, and the records wait', async () => {
    const { store, writes } = contended()
    const admit = admission(store, 'things', sequenceVersion())

    await expect(admit(streamArn, context())).rejects.toMatchObject({
      code: 'search.mark-contended',
      disposition: 'retry',
    })
    expect(writes()).toBe(10)
  })

  it('is read once for what comes within a minute, and once more after it', async () => {
    const { store, reads } = counted()
    const admit = admission(store, 'things', sequenceVersion())
    const surroundings = context()
    const readsAfter = async (ms: number): Promise<number> => {
      await surroundings.clock.advance(ms)
      await admit(streamArn, surroundings)
      return reads()
    }

    // Before the first write there is none, and what is there after it is read again.
    expect([await readsAfter(0), await readsAfter(60_000), await readsAfter(1)]).toEqual([2, 2, 3])
  })
})

describe('a stream that is admitted', () => {
  const arnOf = (label: string, region = 'eu-central-1'): string =>
    `arn:aws:dynamodb:${region}:123456789012:table/things/stream/${label}`
  const [early, middle, late] = ['2026-03-01', '2026-03-02', '2026-03-03'].map(day =>
    arnOf(`${day}T00:00:00.000`),
  ) as [string, string, string]
  const byKinesis = 'arn:aws:dynamodb:eu-central-1:123456789012:table/things/kinesis/flow'
  const byEpoch = sequenceVersion({ epoch: 16 })
  const marked = async (store: SearchStore): Promise<readonly string[]> => {
    const mark = markIn((await store.readMark('things'))?.text ?? 'null')
    return mark?.streams.map(({ arn }) => arn) ?? []
  }

  it('finds the index made ready for it once, before anything is written there', async () => {
    const inner = memorySearchStore()
    const calls: string[] = []
    const admit = admission(
      {
        ...inner,
        prepare: async index => {
          calls.push(`prepare ${index}`)
          return Promise.resolve()
        },
        writeMark: async (index, mark) => {
          calls.push('mark')
          return inner.writeMark(index, mark)
        },
      },
      'things',
      sequenceVersion(),
    )
    const surroundings = context()

    await admit(middle, surroundings)
    await admit(middle, surroundings)

    expect(calls).toEqual(['prepare things', 'mark'])
  })

  it.each([early, late])(
    'needs no place in the mark where its versions have no hour, nor gives way: %s',
    async stream => {
      const store = memorySearchStore()
      await admission(store, 'things', byEpoch)(middle, context())

      expect(await admission(store, 'things', byEpoch)(stream, context())).toEqual({ as: 'writer', hour: 0 })

      expect(await marked(store)).toEqual([middle])
    },
  )

  it.each([
    ['stands after all where its versions have hours', late, 'writer', [middle, late]],
    ['gives way to a later one', early, 'predecessor', [middle]],
  ])('%s', async (_, stream, as, streams) => {
    const store = memorySearchStore()
    await admission(store, 'things', byEpoch)(middle, context())

    expect(await admission(store, 'things', sequenceVersion())(stream, context())).toMatchObject({ as })

    expect(await marked(store)).toEqual(streams)
  })

  it.each([
    [
      'is only brought to what it is now where nothing orders it',
      byKinesis,
      sequenceVersion(),
      'predecessor',
    ],
    ['is only brought so by an epoch too, which orders it no better', byKinesis, byEpoch, 'predecessor'],
    ['writes where its items carry their order', byKinesis, attributeVersion('_v'), 'writer'],
    ['writes by an epoch where its label says nothing', 'a stream', byEpoch, 'writer'],
  ])('%s', async (_, stream, version, as) => {
    expect(await admission(memorySearchStore(), 'things', version)(stream, context())).toEqual({
      as,
      hour: 0,
    })
  })

  it('waits where its label says nothing and its versions have hours', async () => {
    const admit = admission(memorySearchStore(), 'things', sequenceVersion())

    await expect(admit('a stream', context())).rejects.toMatchObject({ code: 'version.label-missing' })
  })

  it('waits where another region writes, and is let in as soon as that one is forgotten', async () => {
    let store = memorySearchStore()
    await admission(store, 'things', sequenceVersion())(middle, context())
    const admit = admission(
      {
        ...store,
        readMark: async index => store.readMark(index),
        writeMark: async (...given) => store.writeMark(...given),
      },
      'things',
      sequenceVersion(),
    )
    const surroundings = context()
    const abroad = arnOf('2026-03-02T00:00:00.000', 'us-east-1')

    await expect(admit(abroad, surroundings)).rejects.toMatchObject({
      code: 'search.owner-differs',
      detail: { index: 'things', owner: 'eu-central-1 of 123456789012', writer: 'us-east-1 of 123456789012' },
    })
    store = memorySearchStore()

    expect(await admit(abroad, surroundings)).toMatchObject({ as: 'writer' })
    expect(await marked(store)).toEqual([abroad])
  })
})
