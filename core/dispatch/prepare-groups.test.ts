import { describe, expect, it } from 'vitest'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { seenAs } from '../../test/support/view-types.ts'
import { entity } from '../entity/define-entity.ts'
import type { StandardSchema } from '../entity/standard-schema.ts'
import { defineFaults } from '../errors/define-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { when } from '../filter/words.ts'
import { batchProcessor } from '../processor/define-processor.ts'
import type { Coalesce, Processor } from '../processor/processor.ts'
import type { DispatchReport } from './report.ts'

const never = async (): Promise<never> => new Promise(() => undefined)

/** An image of the size `odd` is no size, but for a reason that the next try may not have; `slow` is never looked at. */
const schema: StandardSchema<object> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: value => {
      const { size } = value as { readonly size?: unknown }
      if (size === 'odd') throw new Error('something odd')
      return size === 'slow' ? never() : { value: value as object }
    },
  },
}
const Thing = entity('Thing', { match: { type: 'THING' }, schema })

/** Notes the sequence numbers of its calls, and does what it is told. */
const grouped = (
  coalesce: Coalesce,
  calls: (readonly number[])[],
  handle: () => Promise<void> = async () => Promise.resolve(),
): Processor =>
  batchProcessor({
    name: 'grouped',
    filter: when(Thing),
    coalesce,
    ...(coalesce === 'last-image' && { sink: 'state' as const }),
    handle: async groups => {
      calls.push(groups.flatMap(({ changes }) => changes.map(({ sequenceNumber }) => Number(sequenceNumber))))
      await handle()
    },
  })

const sized = (...sizes: readonly string[]) =>
  sizes.map((size, index) => recordOf({ seq: index + 1, kind: 'INSERT', after: { size } }))

/** One invocation of a second, and how each change ended in it. */
const invoked = async (processor: Processor, records: ReturnType<typeof sized>) => {
  const clock = simulatedClock()
  const { logger, lines } = notedLog()
  const reports: DispatchReport[] = []
  const f = functionOf([processor], { clock, logger, observe: report => void reports.push(report) })
  const reported = await clock.until(f.invoke(records, { deadlineAtMs: clock.now() + 1_000 }))
  const ends = reports
    .flatMap(report => report.records.flatMap(({ outcomes }) => outcomes))
    .map(({ outcome, ran, attempt, error }) => [outcome, ran, attempt, error?.code])
  return { reported, ends, codes: lines.map(({ detail }) => detail['code']) }
}

describe('a group of which one change cannot be made, where each counts', () => {
  it('is called with what is before it; what is behind it was not tried, and nothing is said of it', async () => {
    const calls: (readonly number[])[] = []

    const { reported, ends, codes } = await invoked(
      grouped('per-key', calls),
      sized('small', 'odd', 'large', 'huge'),
    )

    expect(calls).toEqual([[1]])
    expect(reported).toEqual([2, 3, 4])
    expect(ends).toEqual([
      ['applied', true, 0, undefined],
      ['retry', false, 1, 'Error'],
      ['retry', false, 0, undefined],
      ['retry', false, 0, undefined],
    ])
    expect(codes).toEqual(['Error'])
  })

  it('has no part in it where the deadline cuts off the call for what is before it', async () => {
    const calls: (readonly number[])[] = []

    const { reported, ends, codes } = await invoked(
      grouped('per-key', calls, never),
      sized('small', 'odd', 'large'),
    )

    expect(calls).toEqual([[1]])
    expect(reported).toEqual([1, 2, 3])
    expect(ends).toEqual([
      ['retry', true, 1, 'delivery.deadline'],
      ['retry', false, 1, 'Error'],
      ['retry', false, 0, undefined],
    ])
    expect(codes).toEqual(['Error', 'delivery.deadline'])
  })

  it('shares its fate with all of them where the last image stands for all', async () => {
    const calls: (readonly number[])[] = []

    const { ends } = await invoked(grouped('last-image', calls), sized('small', 'odd', 'large'))

    expect(calls).toEqual([])
    expect(ends).toEqual([1, 2, 3].map(() => ['retry', false, 1, 'Error']))
  })
})

describe('a fault that is ordered before the effect', () => {
  it.each(['none', 'per-key', 'last-image'] as const)(
    'is a failed try of the whole group (%s)',
    async coalesce => {
      const calls: (readonly number[])[] = []
      const f = functionOf([grouped(coalesce, calls)], {
        maxAttempts: 2,
        faults: ({ attempt }) => (attempt <= 2 ? 'before' : undefined),
      })
      const records = sized('small', 'large')

      const reported = [await f.invoke(records), await f.invoke(records)]

      // Where changes go one by one, the second has had no try yet.
      expect(reported).toEqual(coalesce === 'none' ? [[1, 2], [2]] : [[1, 2], []])
      expect(calls).toEqual([])
      expect((await f.parked()).map(({ attempts, reason }) => [attempts, reason.code])).toEqual(
        (coalesce === 'none' ? [1] : [1, 2]).map(() => [2, 'delivery.injected']),
      )
    },
  )
})

describe('whoever orders faults', () => {
  it('is asked of a group by its last change, and by the attempts of the one that has come furthest', async () => {
    const asked: string[] = []
    let isBroken = true
    const calls: (readonly number[])[] = []
    const processor = grouped('per-key', calls, async () =>
      isBroken ? Promise.reject(new Error('no')) : Promise.resolve(),
    )
    const f = functionOf([processor], {
      faults: ({ processor: name, sequenceNumber, attempt }) => {
        asked.push(`${name} ${Number(sequenceNumber)} ${attempt}`)
        return undefined
      },
    })
    const [first, second] = sized('small', 'large')

    for (const records of [[first], [first], [first, second]]) {
      await f.invoke(records.flatMap(record => record ?? []))
      isBroken = asked.length < 2
    }

    expect(asked).toEqual(['grouped 1 1', 'grouped 1 2', 'grouped 2 3'])
    expect(calls).toEqual([[1], [1], [1, 2]])
  })
})

describe('a change that is not made yet', () => {
  it.each(['per-key', 'last-image'] as const)(
    'is not made once its batch has failed (%s)',
    async coalesce => {
      const clock = simulatedClock()
      const asked: unknown[] = []
      const slowly: StandardSchema<object> = {
        '~standard': {
          version: 1,
          vendor: 'test',
          validate: async value => {
            asked.push((value as { readonly size?: unknown }).size)
            await clock.wait(10)
            return { value: value as object }
          },
        },
      }
      const filter = when(entity('Thing', { match: { type: 'THING' }, schema: slowly }))
      const calls: (readonly number[])[] = []
      const faults = defineFaults({
        'test.stopped': { disposition: 'stop', message: () => 'nothing goes on', remedy: 'None.' },
      })
      const stops = recording('stops', async () => {
        await clock.wait(5)
        throw raise(faults, 'test.stopped', {})
      })
      const f = functionOf([{ ...grouped(coalesce, calls), filter }, stops.processor], { clock })

      await expect(
        clock.until(f.invoke(sized('small', 'large'), { deadlineAtMs: clock.now() + 1_000 })),
      ).rejects.toMatchObject({ code: 'test.stopped' })
      await clock.pass(100)

      expect(asked).toEqual(['small'])
      expect(calls).toEqual([])
    },
  )

  it('and never can be is not set aside after the deadline: the next try does', async () => {
    const clock = simulatedClock()
    const slowly: StandardSchema<object> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: async value => {
          await clock.wait(1_500)
          return { value: value as object }
        },
      },
    }
    const filter = when(entity('Thing', { match: { type: 'THING' }, schema: slowly }))
    const f = functionOf([{ ...grouped('per-key', []), filter }], { clock })
    const records = [recordOf({ seq: 1 }), seenAs(recordOf({ seq: 2, key: 'b' }), 'KEYS_ONLY')]

    expect(await clock.until(f.invoke(records, { deadlineAtMs: clock.now() + 1_000 }))).toEqual([1, 2])
    await clock.pass(5_000)

    expect(await f.parked()).toEqual([])
  })
})

describe('a group whose changes are still being made at the deadline', () => {
  it.each(['none', 'per-key', 'last-image'] as const)('is not called any more (%s)', async coalesce => {
    const calls: (readonly number[])[] = []

    const { reported, codes } = await invoked(grouped(coalesce, calls), sized('slow', 'small'))

    expect(calls).toEqual([])
    expect(reported).toEqual([1, 2])
    expect(codes).toEqual(['delivery.deadline'])
  })
})
