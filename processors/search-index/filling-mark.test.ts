import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { systemClock } from '../../core/clock.ts'
import { sequenceVersion } from '../../core/version/version-strategy.ts'
import { streamArn } from '../../test/support/records.ts'
import { announceFilling, filledIndex, withdrawFilling } from './filling-mark.ts'
import type { SearchPlan } from './search-plan.ts'
import type { SearchStore } from './search-store.ts'
import { admission } from './writer-standing.ts'

const context = { clock: systemClock, signal: new AbortController().signal }

const over = (store: SearchStore, version = sequenceVersion()) => {
  const admit = admission(store, 'things', version)
  const planOf = (index: string) => ({ store, scope: 'things', index, admit }) as unknown as SearchPlan
  return {
    announce: async (index: string, streams: readonly string[] = [streamArn]) =>
      announceFilling(planOf(index), streams, context),
    withdraw: async (index: string) => withdrawFilling(planOf(index), context),
    filled: async () => filledIndex(planOf('things'), undefined),
  }
}

/** A store in which somebody else is faster to change the mark, so many times of those that come after it is there. */
const contended = (times: number) => {
  const inner = memorySearchStore()
  let writes = 0
  const store: SearchStore = {
    ...inner,
    writeMark: async (index, mark, signal) => {
      if ((await inner.readMark(index)) === undefined) return inner.writeMark(index, mark, signal)
      writes += 1
      // Whoever never gives up is to fail here rather than to hang.
      if (writes > 50) throw new Error('once more')
      return writes > times && inner.writeMark(index, mark, signal)
    },
  }
  return { store, writes: () => writes }
}

describe('the index that is being filled', () => {
  it('is named from its announcement until it is withdrawn, and the writers stay what they were', async () => {
    const store = memorySearchStore()
    const { announce, withdraw, filled } = over(store)

    const before = await filled()
    await announce('things-002')
    const between = await filled()
    await withdraw('things-002')

    expect([before, between, await filled()]).toEqual([undefined, 'things-002', undefined])
    expect(JSON.parse((await store.readMark('things'))?.text ?? '')).toMatchObject({
      region: 'eu-central-1',
      streams: [{ arn: streamArn }],
    })
  })

  it('is announced again without a word, but none beside it', async () => {
    const { store, writes } = contended(0)
    const { announce, filled } = over(store)
    await announce('things-002')

    await announce('things-002')
    await expect(announce('things-003')).rejects.toMatchObject({
      code: 'search.filling-other',
      detail: { index: 'things', filling: 'things-002' },
    })

    expect([await filled(), writes()]).toEqual(['things-002', 1])
  })

  it('stays where another is withdrawn, and nothing is written for that', async () => {
    const { store, writes } = contended(0)
    const { announce, withdraw, filled } = over(store)
    await announce('things-002')

    await withdraw('things-003')

    expect([await filled(), writes()]).toEqual(['things-002', 1])
  })

  it('is announced at the tenth try, however many others change the mark, and given up after it', async () => {
    const [nine, ten] = [contended(9), contended(10)]
    await over(nine.store).announce('things-002')

    await expect(over(ten.store).announce('things-002')).rejects.toMatchObject({
      code: 'search.mark-contended',
      detail: { index: 'things' },
    })

    expect([await over(nine.store).filled(), nine.writes(), ten.writes()]).toEqual(['things-002', 10, 10])
  })

  it.each<[readonly string[], string]>([
    [[], 'no stream'],
    [['a stream', 'another'], 'a stream, another'],
  ])('cannot be announced where %j leave no mark', async (streams, words) => {
    const { announce, withdraw, filled } = over(memorySearchStore(), sequenceVersion({ epoch: 16 }))

    await expect(announce('things-002', streams)).rejects.toMatchObject({
      code: 'search.mark-missing',
      message: expect.stringContaining(`beside things: ${words} names no region`) as string,
    })

    await withdraw('things-002')
    expect(await filled()).toBeUndefined()
  })
})
