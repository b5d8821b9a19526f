import { describe, expect, it } from 'vitest'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { busy, distinct } from '../../test/support/pressed-sink.ts'
import { recordOf } from '../../test/support/records.ts'
import { entity } from '../entity/define-entity.ts'
import type { StandardSchema } from '../entity/standard-schema.ts'
import { when } from '../filter/words.ts'
import { batchProcessor } from '../processor/define-processor.ts'
import type { GroupResult } from '../processor/processor.ts'

describe('a change that failed by itself', () => {
  it('stays away while the sink is asked again for what is before it in its group', async () => {
    const schema: StandardSchema<object> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: value => {
          if ((value as { readonly size?: unknown }).size === 'odd') throw new Error('something odd')
          return { value: value as object }
        },
      },
    }
    const Thing = entity('Thing', { match: { type: 'THING' }, schema })
    const clock = simulatedClock()
    const calls: (readonly number[])[] = []
    const grouped = batchProcessor({
      name: 'grouped',
      filter: when(Thing),
      coalesce: 'per-key',
      handle: async groups => {
        calls.push(
          groups.flatMap(({ changes }) => changes.map(({ sequenceNumber }) => Number(sequenceNumber))),
        )
        return Promise.resolve(groups.map((): GroupResult => (calls.length === 1 ? busy(100) : 'applied')))
      },
    })
    const records = ['small', 'odd', 'large'].map((size, index) =>
      recordOf({ seq: index + 1, kind: 'INSERT', after: { size } }),
    )
    const f = functionOf([grouped], { clock })

    const reported = await clock.until(f.invoke(records, { deadlineAtMs: clock.now() + 60_000 }))

    expect(calls).toEqual([[1], [1]])
    expect(reported).toEqual([2, 3])
  })
})

describe('the log', () => {
  it('says once what was refused, and how much of it was there in the end', async () => {
    const clock = simulatedClock()
    const warned: unknown[] = []
    const logger = {
      info: () => undefined,
      warn: (_: string, fields: unknown) => void warned.push(fields),
      error: () => undefined,
    }
    const refuses = recording('refuses', (seq, tries) => {
      if (seq <= 4 && tries === 1) throw busy(100)
    })
    const f = functionOf([refuses.processor], { clock, logger, concurrency: 4 })

    await clock.until(f.invoke(distinct(9), { deadlineAtMs: clock.now() + 60_000 }))

    expect(warned).toMatchObject([{ code: 'sink.throttled', records: 4, applied: 4 }])
  })
})

describe('when the run is over', () => {
  it('nobody waits for the breaker any more', async () => {
    const simulated = simulatedClock()
    let waiting = 0
    const wait = async (ms: number, signal?: AbortSignal): Promise<void> => {
      waiting += 1
      await simulated.wait(ms, signal)
      waiting -= 1
    }
    const clock = { ...simulated, wait }
    const hangs = recording('hangs', async (_, tries) => {
      if (tries > 1) await new Promise(() => undefined)
      throw busy(1_000)
    })
    const f = functionOf([hangs.processor], { clock, concurrency: 8, reserveMs: 1_000 })
    const response = f.invoke(distinct(10), { deadlineAtMs: simulated.now() + 45_000 })

    expect(await simulated.until(response)).toHaveLength(10)
    // What hung has taken up the tries, and the others have waited for it.
    expect(hangs.seen.length).toBe(8 + 3)
    await new Promise(setImmediate)
    expect(waiting).toBe(0)
  })
})
