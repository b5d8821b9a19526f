import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { manualClock, reactionsDone } from '../../test/support/manual-clock.ts'
import { everything } from '../filter/words.ts'
import { processor } from '../processor/define-processor.ts'

const forever = async (): Promise<void> => new Promise<void>(() => undefined)

describe('the deadline', () => {
  it('reports a handler that hangs, aborts it, and keeps the others', async () => {
    const clock = manualClock()
    const aborted: boolean[] = []
    const hangs = processor({
      name: 'hangs',
      filter: everything(),
      handle: async (_, { signal }) => {
        signal.addEventListener('abort', () => aborted.push(true))
        await forever()
      },
    })
    const quick = recording('quick')
    const f = functionOf([hangs, quick.processor], {
      clock,
      deadlineAtMs: clock.now() + 1_000,
      reserveMs: 200,
    })

    const response = f.invoke([recordOf({ seq: 1 }), recordOf({ seq: 2 })])
    await reactionsDone()
    await clock.advance(799)
    expect(aborted).toEqual([])
    await clock.advance(1)

    expect(await response).toEqual([1, 2])
    expect(aborted).toEqual([true])
    expect(quick.seen).toEqual([1, 2])
  })

  it('does not listen to a handler that comes back too late', async () => {
    const clock = manualClock()
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const late = recording('late', async () => promise)
    const f = functionOf([late.processor], { clock, deadlineAtMs: clock.now() + 1_000 })

    const response = f.invoke([recordOf({ seq: 1 }), recordOf({ seq: 2 })])
    await reactionsDone()
    await clock.advance(1_000)
    resolve(undefined)

    expect(await response).toEqual([1, 2])
    await reactionsDone()
    expect(late.seen).toEqual([1])
  })

  it('parks what hangs every time, counting only the tries that started', async () => {
    const clock = manualClock()
    const seen: number[] = []
    const hangs = processor({
      name: 'hangs',
      filter: everything(),
      handle: async ({ sequenceNumber }) => {
        seen.push(Number(sequenceNumber))
        if (Number(sequenceNumber) === 1) await forever()
      },
    })
    const f = functionOf([hangs], { clock, maxAttempts: 3 })
    const records = [recordOf({ seq: 1 }), recordOf({ seq: 2 })]

    const responses = []
    for (let tries = 0; tries < 4; tries += 1) {
      const response = f.invoke(records, { deadlineAtMs: clock.now() + 1_000 })
      await reactionsDone()
      await clock.advance(1_000)
      responses.push(await response)
    }

    expect(responses).toEqual([[1, 2], [1, 2], [1, 2], []])
    expect(seen).toEqual([1, 1, 1, 2])
    expect(await f.parked()).toMatchObject([{ attempts: 3, reason: { code: 'delivery.attempts-exhausted' } }])
  })

  it('starts nothing when the time is up before it begins', async () => {
    const clock = manualClock()
    const all = recording('all')

    const response = await functionOf([all.processor], { clock, deadlineAtMs: clock.now() }).invoke([
      recordOf({ seq: 1 }),
    ])

    expect(response).toEqual([1])
    expect(all.seen).toEqual([])
  })
})

describe('a sink that never answers', () => {
  it.each([1, 2, 50])(
    'costs its own deliveries only, however many there are (%i lanes at once)',
    async concurrency => {
      const clock = manualClock()
      const hangs = recording('hangs', forever)
      const quick = recording('quick')
      const records = Array.from({ length: 120 }, (_, index) =>
        recordOf({ seq: index + 1, key: `k${index}` }),
      )
      const f = functionOf([hangs.processor, quick.processor], {
        clock,
        concurrency,
        deadlineAtMs: clock.now() + 1_000,
        reserveMs: 200,
      })

      const response = f.invoke(records)
      await reactionsDone()

      expect(quick.seen).toHaveLength(120)
      expect(hangs.seen).toHaveLength(Math.min(concurrency, 120))
      await clock.advance(800)
      expect(await response).toHaveLength(120)
    },
  )
})
