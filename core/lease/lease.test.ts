import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Lease, LeaseTerms } from './lease.ts'
import { takeLease } from './lease.ts'
import type { LeaseMarks } from './lease-marks.ts'
import { memoryLeaseMarks } from './lease-marks.ts'
import type { LocalProcess } from './lease-party.ts'
import { partyByClock } from './lease-party.ts'
import { claimIn, claimText } from './lease-text.ts'

/** Marks whose every step waits for its turn, and whose making has a moment in which the mark is empty. */
const scheduled = (s: fc.Scheduler, marks: LeaseMarks): LeaseMarks => ({
  list: s.scheduleFunction(marks.list),
  create: async (number, text) => {
    const isMade = await s.scheduleFunction(async () => marks.create(number, ''))()
    // As a file: what was taken away in between is written all the same, and nobody sees it.
    if (isMade)
      await s.scheduleFunction(async () => {
        if ((await marks.list()).some(each => each.number === number && each.text === ''))
          await marks.replace(number, text)
      })()
    return isMade
  },
  replace: s.scheduleFunction(marks.replace),
  remove: s.scheduleFunction(marks.remove),
})

const termsOf = (id: string, nowMs: () => number): LeaseTerms => ({
  party: partyByClock(id, id),
  clock: { now: nowMs, wait: async () => Promise.resolve() },
  lifeMs: 1_000,
})

/** Who claims to hold something at 0. */
const claimingIn = async (marks: LeaseMarks): Promise<readonly string[]> =>
  (await marks.list()).flatMap(({ text }) => {
    const claim = claimIn(text)
    return claim !== undefined && claim.untilMs > 0 ? [claim.holder.id] : []
  })

const taken = async (marks: LeaseMarks, terms: LeaseTerms): Promise<Lease> => {
  const taking = await takeLease(marks, terms)
  if (taking.type !== 'taken') throw new Error(`held by ${taking.by}`)
  return taking.lease
}

/** Marks in which something happens right before their n-th listing, counted from 1. */
const beforeListing = (marks: LeaseMarks, nth: number, happens: () => Promise<unknown>): LeaseMarks => {
  let listed = 0
  return {
    ...marks,
    list: async () => {
      listed += 1
      if (listed === nth) await happens()
      return marks.list()
    },
  }
}

describe('a lease', () => {
  it('never has two holders, whatever the order of their steps', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.constantFrom('nobody', 'dead', 'half'),
        fc.array(fc.boolean(), { minLength: 2, maxLength: 4 }),
        async (s, before, releasing) => {
          const marks = memoryLeaseMarks()
          if (before === 'dead')
            await takeLease(
              marks,
              termsOf('dead', () => -2_000),
            )
          if (before === 'half') await marks.create(3, '')
          const holders = new Set<string>()
          let most = 0
          const take = async (id: string, isReleasing: boolean): Promise<void> => {
            const taking = await takeLease(
              scheduled(s, marks),
              termsOf(id, () => 0),
            )
            if (taking.type !== 'taken') return
            holders.add(id)
            most = Math.max(most, holders.size)
            if (!isReleasing) return
            holders.delete(id)
            await taking.lease.release()
          }

          const all = Promise.all(releasing.map(async (each, index) => take(`p${index}`, each)))
          await s.waitFor(all)

          expect(most).toBeLessThanOrEqual(1)
          expect(await claimingIn(marks)).toEqual([...holders])
        },
      ),
      { numRuns: 400 },
    )
  })

  it('is kept by its holder when the others step back', async () => {
    const marks = memoryLeaseMarks()
    const lease = await taken(
      marks,
      termsOf('a', () => 0),
    )
    for (const id of ['b', 'c'])
      await takeLease(
        marks,
        termsOf(id, () => 0),
      )

    expect(await lease.lostTo()).toBeUndefined()
  })

  it('is kept by a holder whose renewal is under way when another one makes a mark, which steps back', async () => {
    const marks = memoryLeaseMarks()
    let nowMs = 0
    const lease = await taken(
      marks,
      termsOf('a', () => nowMs),
    )
    nowMs = 1_000
    const renewed = claimText({ holder: { id: 'a', name: 'a' }, untilMs: 2_000 })
    const asking = await takeLease(
      beforeListing(marks, 2, async () => marks.replace(1, renewed)),
      termsOf('b', () => nowMs),
    )

    expect(asking).toEqual({ type: 'held', by: 'a', untilMs: 2_000 })
    expect(await lease.lostTo()).toBeUndefined()
    expect(await claimingIn(marks)).toEqual(['a'])
  })

  it('is not ended by one that held it before and lapsed, though both have the same number', async () => {
    const marks = memoryLeaseMarks()
    let nowMs = 0
    const take = async (id: string): Promise<Lease> =>
      taken(
        marks,
        termsOf(id, () => nowMs),
      )
    const lapsed = await take('a')
    nowMs = 1_000
    await (await take('b')).release()
    const lease = await take('c')

    expect(await lapsed.lostTo()).toBe('c')
    expect(await lapsed.renew()).toBe('c')
    await lapsed.release()
    expect(await lease.lostTo()).toBeUndefined()
    expect(await claimingIn(marks)).toEqual(['c'])
  })

  it('is not ended by one that was taken for dead and steps back, though both have the same number', async () => {
    const marks = memoryLeaseMarks()
    const terms = (id: string): LeaseTerms => termsOf(id, () => 0)
    let lease: Lease | undefined
    const asking = await takeLease(
      beforeListing(marks, 2, async () => {
        // The mark of `a` was seen without its text, by one that came and went.
        await marks.remove(1)
        lease = await taken(marks, terms('c'))
        await marks.create(2, claimText({ holder: { id: 'd', name: 'd' }, untilMs: 1_000 }))
      }),
      terms('a'),
    )
    await marks.remove(2)

    expect(asking).toMatchObject({ type: 'held', by: 'd' })
    expect(await lease?.lostTo()).toBeUndefined()
  })

  it('is taken from number 1 on, each behind the last that was seen', async () => {
    const marks = memoryLeaseMarks()
    const numbers: number[] = []
    for (let nowMs = 0; nowMs < 3_000; nowMs += 1_000) {
      await taken(
        marks,
        termsOf(`p${nowMs}`, () => nowMs),
      )
      numbers.push(...(await marks.list()).map(({ number }) => number))
    }

    expect(numbers).toEqual([1, 2, 3])
  })

  it('lasts another life from its last renewal, and no longer', async () => {
    const marks = memoryLeaseMarks()
    let nowMs = 0
    const terms = (id: string): LeaseTerms => termsOf(id, () => nowMs)
    const lease = await taken(marks, terms('a'))
    nowMs = 900
    expect(await lease.renew()).toBeUndefined()

    nowMs = 1_899
    expect(await takeLease(marks, terms('b'))).toEqual({ type: 'held', by: 'a', untilMs: 1_900 })
    nowMs = 1_900
    expect(await takeLease(marks, terms('b'))).toMatchObject({ type: 'taken' })
    expect(await lease.lostTo()).toBe('b')
  })

  it('is asked for without a mark while somebody has it, so that its holder never sees one behind its own', async () => {
    const marks = memoryLeaseMarks()
    const terms = (id: string): LeaseTerms => termsOf(id, () => 0)
    const lease = await taken(marks, terms('a'))
    const seen: (string | undefined)[] = []
    const watched: LeaseMarks = {
      ...marks,
      create: async (number, text) => {
        const isMade = await marks.create(number, text)
        seen.push(await lease.lostTo())
        return isMade
      },
    }

    expect(await takeLease(watched, terms('b'))).toMatchObject({ type: 'held', by: 'a' })
    expect(seen).toEqual([])
  })

  it.each<[string, LocalProcess | undefined, string]>([
    ['goes on while its process lives', { machine: 'laptop', pid: 1, start: 'noon' }, 'held'],
    ['ends with its process', { machine: 'laptop', pid: 2, start: 'noon' }, 'taken'],
    ['of which no process is known ends by the clock only', undefined, 'held'],
  ])('%s', async (_, process, type) => {
    const holder = { id: 'a', name: 'a', ...(process && { process }) }
    const marks = memoryLeaseMarks(new Map([[1, claimText({ holder, untilMs: 1 })]]))
    const terms = termsOf('b', () => 0)
    const isDead = async (asked: LocalProcess | undefined): Promise<boolean> =>
      // Whoever is no process is never asked after.
      asked === undefined ? Promise.reject(new Error('no process')) : Promise.resolve(asked.pid === 2)

    expect(await takeLease(marks, { ...terms, party: { ...terms.party, isDead } })).toMatchObject({ type })
  })

  it.each([
    [7, 'taken'],
    [8, 'held'],
  ])('is asked for eight times: after %i others that are a moment earlier it is %s', async (others, type) => {
    const marks = memoryLeaseMarks()
    let tries = 0
    const hasty: LeaseMarks = {
      ...marks,
      create: async (number, text) => {
        tries += 1
        return tries > others && marks.create(number, text)
      },
    }

    const asking = await takeLease(
      hasty,
      termsOf('a', () => 7),
    )

    expect(asking.type).toBe(type)
    expect(tries).toBe(8)
    if (asking.type === 'held')
      expect(asking).toEqual({ type: 'held', by: 'others that ask at the same moment', untilMs: 7 })
  })
})
