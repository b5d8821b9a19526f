import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { claimEffect, endClaim } from './claim-effect.ts'
import type { ClaimStore } from './claim-store.ts'
import type { ClaimStanding, ClaimState, EffectClaim } from './effect-claim.ts'
import { claimTextOf } from './effect-claim.ts'

const claimOf = (id: string, state: ClaimState = 'claimed'): EffectClaim => ({
  state,
  id,
  atMs: 10,
  untilMs: 20,
})

const put = async (store: ClaimStore, claim: EffectClaim): Promise<void> => {
  const expected = await store.read('place')
  await store.write({ place: 'place', expected, text: claimTextOf(claim), expiresAtMs: 99 })
}

const take = async (store: ClaimStore, id: string): Promise<ClaimStanding | undefined> =>
  claimEffect(store, 'place', claimOf(id), 99)

/** A store in which somebody else writes right before each of the first writes. */
const beforeWrites = (store: ClaimStore, claims: readonly EffectClaim[]): ClaimStore => {
  const left = [...claims]
  return {
    ...store,
    write: async (claim, signal) => {
      const next = left.shift()
      if (next !== undefined) await put(store, next)
      return store.write(claim, signal)
    },
  }
}

const released = (count: number): readonly EffectClaim[] =>
  Array.from({ length: count }, (_, index) => claimOf(`other ${index}`, 'released'))

describe('claiming an effect', () => {
  it('succeeds where one was released, and is then its own', async () => {
    const store = memoryClaimStore()
    await put(store, claimOf('other', 'released'))

    expect(await take(store, 'mine')).toBeUndefined()
    expect(await store.read('place')).toBe(claimTextOf(claimOf('mine')))
  })

  it('succeeds among others that come and go, as long as they leave it a round', async () => {
    for (const count of [1, 2, 3, 4]) {
      const store = memoryClaimStore()

      expect(await take(beforeWrites(store, released(count)), 'mine')).toBeUndefined()
      expect(await store.read('place')).toBe(claimTextOf(claimOf('mine')))
    }
  })

  it('gives way where they leave it none of its five', async () => {
    const store = memoryClaimStore()

    expect(await take(beforeWrites(store, released(5)), 'mine')).toEqual({ type: 'running', untilMs: 20 })
    expect(await store.read('place')).toBe(claimTextOf(claimOf('other 4', 'released')))
  })

  it('gives way, for as long as its own time is, to others that come and go without end', async () => {
    const store = memoryClaimStore()

    expect(await take(beforeWrites(store, released(100)), 'mine')).toEqual({ type: 'running', untilMs: 20 })
    expect(await store.read('place')).not.toBe(claimTextOf(claimOf('mine')))
  })

  it.each<[ClaimState, string]>([
    ['claimed', 'running'],
    ['done', 'done'],
    ['doubted', 'in-doubt'],
  ])('changes nothing where one is %s by then, and says so', async (state, type) => {
    const store = memoryClaimStore()
    const others = [claimOf('first', 'released'), claimOf('second', state)]

    expect(await take(beforeWrites(store, others), 'mine')).toMatchObject({ type })
    expect(await store.read('place')).toBe(claimTextOf(claimOf('second', state)))
  })

  it('gives it to at most one at a time, whatever the order of their steps', async () => {
    const ends = fc.array(fc.constantFrom<'released' | 'done' | undefined>('released', 'done', undefined), {
      minLength: 2,
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), ends, async (s, all) => {
        const store = memoryClaimStore()
        const slow: ClaimStore = { ...store, write: s.scheduleFunction(store.write) }
        const holders = new Set<string>()
        let most = 0
        const run = async (id: string, state: 'released' | 'done' | undefined): Promise<void> => {
          if ((await take(slow, id)) !== undefined) return
          holders.add(id)
          most = Math.max(most, holders.size)
          if (state === undefined) return
          if (state === 'released') holders.delete(id)
          expect(await endClaim(slow, 'place', claimOf(id), { state }, 99)).toBe(true)
        }
        await s.waitFor(Promise.all(all.map(async (state, index) => run(`p${index}`, state))))

        expect(most).toBeLessThanOrEqual(1)
      }),
      { numRuns: 200 },
    )
  })
})

describe('ending a claim', () => {
  it('changes nothing where somebody else has decided about it since', async () => {
    const store = memoryClaimStore()
    await take(store, 'mine')
    await put(store, claimOf('mine', 'doubted'))

    expect(await endClaim(store, 'place', claimOf('mine'), { state: 'released' }, 99)).toBe(false)
    expect(await store.read('place')).toBe(claimTextOf(claimOf('mine', 'doubted')))
  })
})
