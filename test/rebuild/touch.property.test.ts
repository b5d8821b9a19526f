import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { itemKey } from '../../core/record/item-key.ts'
import { seededRandom } from '../../model/northwind/seeded-random.ts'
import type { TouchOptions, TouchSummary } from '../../operations/touch/touch-table.ts'
import { touchTable } from '../../operations/touch/touch-table.ts'
import { hastyClock } from '../support/hasty-clock.ts'
import { readerOf } from '../support/table-double.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()

/** A table that is written between any two requests, and what its stream says. `mine` is what its writers mean. */
const writtenThings = (seed: number, count: number) => {
  const random = seededRandom(seed)
  const table = new Map<string, Image>()
  const mine = new Map<string, string>()
  const stream: string[] = []
  let written = 0
  const write = (key: string, isRemoval: boolean): void => {
    written += 1
    stream.push(key)
    if (isRemoval) [table, mine].forEach(each => each.delete(key))
    else {
      const before = table.get(key) ?? {}
      const version = before['_v'] !== undefined && 'N' in before['_v'] ? Number(before['_v'].N) + 1 : 1
      table.set(key, { ...before, PK: { S: key }, text: { S: `w${written}` }, _v: { N: String(version) } })
      mine.set(key, `w${written}`)
    }
  }
  for (let place = 0; place < count; place += 1) write(`k${place}`, false)
  stream.length = 0
  const someWrites = (): void => {
    while (random() < 0.4) write(`k${Math.floor(random() * count)}`, random() < 0.4)
  }
  const isSame = (a: Image, b: Image): boolean =>
    JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort())
  const toucher: TouchOptions['toucher'] = {
    keyAttributes: ['PK'],
    touch: async ({ keys, item, set }) => {
      someWrites()
      const key = itemKey(keys)
      const now = table.get(key)
      if (now === undefined || !isSame(now, item))
        return Promise.resolve({ result: 'changed', writeUnits: 1 })
      table.set(key, { ...now, ...set })
      stream.push(key)
      return Promise.resolve({ result: 'touched', writeUnits: 1 })
    },
  }
  const reader = readerOf(
    { keys: () => table.keys(), get: key => table.get(key) },
    {
      pageItems: 5,
      onRead: async () => {
        someWrites()
        await Promise.resolve()
      },
    },
  )
  return { table, mine, stream, toucher, reader }
}

const touch = async (
  { toucher, reader }: ReturnType<typeof writtenThings>,
  folder: string,
  changes: Partial<TouchOptions> = {},
): Promise<TouchSummary> =>
  touchTable({
    table: reader,
    toucher,
    attribute: '_touched',
    mostItems: 1_000,
    segments: 3,
    folder,
    run: 'touch-1',
    clock: hastyClock(),
    signal: new AbortController().signal,
    tell: () => undefined,
    ...changes,
  })

describe('a touch', () => {
  it('lets the stream carry every item, and changes nothing that others wrote, however often it is ended', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 3 }),
        fc.boolean(),
        async (seed, breaks, isRaised) => {
          const things = writtenThings(seed, 40)
          const before = [...things.table.keys()]
          const folder = path()
          const options = isRaised ? { raised: '_v' } : {}
          for (const most of breaks) {
            let left = most
            const breaking: TouchOptions['toucher'] = {
              ...things.toucher,
              touch: async (request, signal) => {
                left -= 1
                // Half of what breaks was taken all the same.
                if (left === 0 && seed % 2 === 0) await things.toucher.touch(request, signal)
                if (left <= 0) throw new Error('broken off')
                return things.toucher.touch(request, signal)
              },
            }
            await touch(things, folder, { ...options, toucher: breaking }).catch(() => undefined)
          }
          const { interrupted } = await touch(things, folder, options)
          expect(interrupted).toBe(false)
          const carried = new Set(things.stream)
          expect(before.filter(key => !carried.has(key))).toEqual([])
          const texts = [...things.table].map(([key, { text }]) => [
            key,
            text && 'S' in text ? text.S : undefined,
          ])
          expect(Object.fromEntries(texts)).toEqual(Object.fromEntries(things.mine))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('writes over no attribute that items have for themselves, and over no key', async () => {
    const things = writtenThings(1, 3)
    await expect(touch(things, path(), { attribute: 'text' })).rejects.toMatchObject({
      code: 'touch.attribute-taken',
    })
    await expect(touch(things, path(), { attribute: 'PK' })).rejects.toMatchObject({
      code: 'touch.attribute-taken',
    })
    expect([...things.table.values()].map(({ _touched }) => _touched)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('names items that cannot be written, and touches all others, however often it is ended', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat({ max: 39 }), { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 2 }),
        async (full, breaks) => {
          const keys = new Set(full.map(number => `k${number}`))
          const things = writtenThings(7, 40)
          const folder = path()
          let left = Infinity
          const refusing: TouchOptions['toucher'] = {
            ...things.toucher,
            touch: async (request, signal) => {
              left -= 1
              if (left <= 0) throw new Error('broken off')
              const isFull = keys.has(itemKey(request.keys))
              return isFull
                ? { result: 'refused', writeUnits: 0, reason: 'too large' }
                : things.toucher.touch(request, signal)
            },
          }
          for (left of breaks) await touch(things, folder, { toucher: refusing }).catch(() => undefined)
          left = Infinity
          const told = new Set<string>()
          const { refused, items } = await touch(things, folder, {
            toucher: refusing,
            tell: event => {
              if (event.event === 'Untouched') told.add(event.key)
            },
          })
          const carried = new Set(things.stream)
          const untold = [...things.table.keys()].filter(key => !carried.has(key) && !keys.has(key))
          expect(untold).toEqual([])
          // Those of pages that were through before a break were told by that run, and are counted once all the same.
          expect(refused).toBeGreaterThanOrEqual(told.size)
          expect(refused).toBeLessThanOrEqual(Math.min(keys.size, items))
          if (breaks.length === 0)
            for (const key of keys) if (!carried.has(key)) expect(told.has(key)).toBe(true)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('ends at its cap, and goes on beyond it where more is allowed', async () => {
    const things = writtenThings(2, 30)
    const folder = path()
    await expect(touch(things, folder, { mostItems: 4 })).rejects.toMatchObject({ code: 'touch.cap-reached' })
    const touched = [...things.table.values()].filter(({ _touched }) => _touched !== undefined).length
    expect(touched).toBeLessThanOrEqual(4)
    await touch(things, folder)
    expect(things.stream.length).toBeGreaterThan(touched)
  })

  it('goes on with the same run only', async () => {
    const things = writtenThings(3, 30)
    const folder = path()
    await touch(things, folder, { mostItems: 1 }).catch(() => undefined)
    await expect(touch(things, folder, { raised: '_v' })).rejects.toMatchObject({ code: 'touch.state-other' })
  })
})
