import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { sequenceVersion } from '../../core/version/version-strategy.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import { streamArn } from '../../test/support/records.ts'
import type { SearchStore } from './search-store.ts'
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
