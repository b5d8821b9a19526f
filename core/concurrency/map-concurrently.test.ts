import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mapConcurrently } from './map-concurrently.ts'

describe('mapConcurrently', () => {
  it('runs each entry once, never more than the limit at a time, and as many as that while there are enough', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.nat({ max: 20 }),
        fc.integer({ min: 1, max: 6 }),
        async (s, count, most) => {
          const entries = Array.from({ length: count }, (_, index) => index)
          const begun: number[] = []
          let [running, highest] = [0, 0]

          const results = await s.waitFor(
            mapConcurrently(entries, most, async entry => {
              begun.push(entry)
              running += 1
              highest = Math.max(highest, running)
              await s.schedule(Promise.resolve())
              running -= 1
              return `done ${entry}`
            }),
          )

          expect(results).toEqual(entries.map(entry => `done ${entry}`))
          expect(begun).toEqual(entries)
          expect(highest).toBe(Math.min(most, count))
        },
      ),
    )
  })

  it('takes the next one as soon as one of them is done', async () => {
    const begun: string[] = []
    const slow = Promise.withResolvers<undefined>()

    const all = mapConcurrently(['slow', 'a', 'b', 'c'], 2, async entry => {
      begun.push(entry)
      if (entry === 'slow') await slow.promise
      if (entry === 'c') slow.resolve(undefined)
    })
    await all

    expect(begun).toEqual(['slow', 'a', 'b', 'c'])
  })

  it('begins nothing more when one failed, and ends only when what is under way has ended', async () => {
    const begun: number[] = []
    const slow = Promise.withResolvers<undefined>()
    let isEnded = false

    const all = mapConcurrently([1, 2, 3, 4], 2, async entry => {
      begun.push(entry)
      if (entry === 2) throw new Error('two')
      await slow.promise
      throw new Error('one')
    }).finally(() => {
      isEnded = true
    })
    all.catch(() => undefined)
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()

    expect(isEnded).toBe(false)
    slow.resolve(undefined)
    await expect(all).rejects.toThrow('two')
    expect(begun).toEqual([1, 2])
  })

  it('begins nothing more where another one failed meanwhile', async () => {
    const begun: number[] = []
    const slow = Promise.withResolvers<undefined>()

    const all = mapConcurrently([1, 2, 3, 4], 2, async entry => {
      begun.push(entry)
      if (entry === 2) throw new Error('two')
      await slow.promise
    })
    all.catch(() => undefined)
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    slow.resolve(undefined)

    await expect(all).rejects.toThrow('two')
    expect(begun).toEqual([1, 2])
  })

  it('does nothing where there is nothing', async () => {
    expect(await mapConcurrently([], 4, async () => Promise.reject(new Error('called')))).toEqual([])
  })

  it.each([0, -1, Number.NaN])('refuses the limit %s, with which it would do nothing', async most => {
    await expect(mapConcurrently([1], most, async each => Promise.resolve(each))).rejects.toThrow(RangeError)
  })
})
