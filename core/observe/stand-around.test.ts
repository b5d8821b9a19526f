import { describe, expect, it } from 'vitest'
import type { Hook } from './hooks-of.ts'
import { standAround } from './stand-around.ts'

const endedWell = (): { readonly failed: number } => ({ failed: 0 })

describe('work that observers stand around', () => {
  it('is begun once, inside all of them, the first one outermost, each of which has its own end', async () => {
    const order: string[] = []
    const hook = (name: string): Hook<string> => ({
      name,
      around: async (what, run) => {
        order.push(`${name} begins with ${what}`)
        await Promise.all([run(), run()])
        order.push(`${name} ends`)
      },
    })
    const work = async (): Promise<number> => {
      order.push('work')
      return Promise.resolve(5)
    }
    const fail = (): void => void order.push('fail')
    const { result, ends } = standAround([hook('a'), hook('b')], 'x', { work, endedWell, all: 1, fail })

    expect(await result).toBe(5)
    await Promise.all(ends.map(async ({ ended }) => ended))
    expect(ends.map(({ name }) => name).toSorted()).toEqual(['a', 'b'])
    expect(order.slice(0, 3)).toEqual(['a begins with x', 'b begins with x', 'work'])
    expect(order.slice(3).toSorted()).toEqual(['a ends', 'b ends'])
  })

  it('is told to have failed by the code of what it threw, in all, and throws it all the same', async () => {
    const heard: unknown[] = []
    const failed: unknown[] = []
    const error = Object.assign(new TypeError('secret'), { code: 'ECODE' })
    const around: Hook<string>['around'] = async (_, run) => {
      heard.push(await run())
      throw new Error('observer')
    }
    const { result, ends } = standAround([{ name: 'a', around }], 'x', {
      work: async () => Promise.reject(error),
      endedWell,
      all: 7,
      fail: (...said) => void failed.push(said),
    })

    await expect(result).rejects.toBe(error)
    await ends[0]?.ended
    expect(heard).toEqual([{ error: 'ECODE', failed: 7 }])
    expect(failed).toEqual([['a', new Error('observer')]])
  })
})
