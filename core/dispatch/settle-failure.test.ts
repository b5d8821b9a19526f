import { describe, expect, it } from 'vitest'
import { manualClock } from '../../test/support/manual-clock.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { away, cutOff } from '../../test/support/pressed-sink.ts'
import { recordOf } from '../../test/support/records.ts'
import { defineFaults } from '../errors/define-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import { entity } from '../entity/define-entity.ts'
import type { StandardSchema } from '../entity/standard-schema.ts'
import { everything, when } from '../filter/words.ts'
import { batchProcessor, processor } from '../processor/define-processor.ts'
import type { DispatchReport } from './report.ts'

const faults = defineFaults({
  'test.later': { disposition: 'retry', scope: 'record', message: () => 'not yet', remedy: 'Wait.' },
  'test.stopped': { disposition: 'stop', message: () => 'nothing goes on', remedy: 'None.' },
})
const rejected = (): Error => raise(sinkFaults, 'sink.rejected', { sink: 's', id: '1', reason: 'no' })
const pressed = (): Error =>
  raise(sinkFaults, 'sink.rejected', { sink: 's', id: '1', reason: 'no' }, { cause: away() })
const later = (): Error => raise(faults, 'test.later', {})
const odd = (): Error => new Error('odd')
const two = [recordOf({ seq: 1 }), recordOf({ seq: 2 })]

describe('a change that fails always', () => {
  it.each<[string, () => unknown, number, readonly string[]]>([
    ['as none that can be handled is parked at once', rejected, 1, ['sink.rejected']],
    ['as none that can be handled is parked at once, whatever led to it', pressed, 1, ['sink.rejected']],
    ['by its own fault is parked after its attempts', later, 3, ['test.later']],
    ['for any reason is parked after its attempts', odd, 3, ['Error']],
    ['with what is no error is parked after its attempts', () => 'odd', 3, ['Error']],
    ['for its sink waits for it', away, 6, []],
    ['for the network waits for it', cutOff, 6, []],
  ])('%s', async (_, error, tries, parked) => {
    const own = recording('own', seq => {
      if (seq === 1) throw error() as Error
    })
    const f = functionOf([own.processor], { maxAttempts: 3 })
    // As Lambda does: until nothing is reported.
    for (let times = 0; times < 6; times += 1) if ((await f.invoke(two)).length === 0) break

    expect(own.seen.filter(seq => seq === 1)).toHaveLength(tries)
    // What is behind it goes on once it is parked, and not before.
    expect(own.seen.includes(2)).toBe(parked.length > 0)
    expect((await f.parked()).map(({ reason }) => reason.code)).toEqual(parked)
  })

  it.each([
    [4_999, [1]],
    [5_000, []],
  ])(
    'for an unknown reason, and alone, is parked from the time on that is told: after %i ms',
    async (ms, reported) => {
      const clock = manualClock()
      const own = recording('own', () => {
        throw odd()
      })
      const f = functionOf([own.processor], { clock, maxAttempts: 1, blameAfterMs: 5_000 })
      const invoke = async (): Promise<readonly number[]> =>
        f.invoke(two.slice(0, 1), { deadlineAtMs: clock.now() + 1_000 })

      expect(await invoke()).toEqual([1])
      await clock.advance(ms)
      expect(await invoke()).toEqual(reported)
    },
  )

  it('and stops the batch is neither parked nor said twice', async () => {
    const { logger, lines } = notedLog()
    const own = recording('own', () => {
      throw raise(faults, 'test.stopped', {})
    })
    const f = functionOf([own.processor], { logger })

    await expect(f.invoke(two)).rejects.toMatchObject({ code: 'test.stopped' })
    expect(await f.parked()).toEqual([])
    expect(lines.map(({ detail }) => detail['code'])).toEqual(['test.stopped'])
  })
})

describe('what is known before a try', () => {
  it('parks a change whose attempts are used up without a try, with how many there were', async () => {
    const hangs = processor({
      name: 'hangs',
      filter: everything(),
      handle: async () => new Promise(() => undefined),
    })
    const clock = manualClock()
    const f = functionOf([hangs], { clock, maxAttempts: 1 })
    const first = f.invoke(two.slice(0, 1), { deadlineAtMs: clock.now() + 1_000 })
    await new Promise(setImmediate)
    await clock.advance(1_000)

    expect(await first).toEqual([1])
    expect(await f.invoke(two.slice(0, 1), { deadlineAtMs: clock.now() + 1_000 })).toEqual([])
    expect(await f.parked()).toMatchObject([
      {
        attempts: 1,
        reason: { code: 'delivery.attempts-exhausted', message: expect.stringContaining('1') as string },
      },
    ])
  })

  it('counts a filter that cannot tell as a failed try, until it can', async () => {
    let isBroken = true
    const own = recording('own')
    const picky = {
      ...own.processor,
      filter: everything().matching(() => {
        if (isBroken) throw new Error('undefined is not a function')
        return true
      }),
    }
    const f = functionOf([picky], { maxAttempts: 3 })

    expect(await f.invoke(two)).toEqual([1, 2])
    isBroken = false
    expect(await f.invoke(two)).toEqual([])
    expect(own.seen).toEqual([1, 2])
  })

  it.each(['none', 'per-key', 'last-image'] as const)(
    'counts it for each change by itself where many are called for (%s), and calls for none of their item',
    async coalesce => {
      const calls: (readonly number[])[] = []
      const picky = batchProcessor({
        name: 'picky',
        filter: everything().matching(({ sequenceNumber }) => {
          if (Number(sequenceNumber) === 2) throw new Error('undefined is not a function')
          return true
        }),
        coalesce,
        ...(coalesce === 'last-image' && { sink: 'state' as const }),
        handle: async groups => {
          calls.push(groups.flatMap(({ changes }) => changes.map(each => Number(each.sequenceNumber))))
          return Promise.resolve()
        },
      })
      const reports: DispatchReport[] = []
      const f = functionOf([picky], { observe: report => void reports.push(report) })
      const records = [...two, recordOf({ seq: 3 }), recordOf({ seq: 4, key: 'b' })]
      const isTogether = coalesce !== 'none'

      expect(await f.invoke(records)).toEqual(isTogether ? [1, 2, 3] : [2, 3])
      expect(calls).toEqual([isTogether ? [4] : [1, 4]])
      const outcomes = reports.flatMap(report => report.records.flatMap(each => each.outcomes))
      expect(outcomes.map(({ attempt }) => attempt)).toEqual([0, 1, 0, 0])
    },
  )

  it.each<[string, () => Error]>([
    ['its sink', away],
    ['the network', cutOff],
  ])('leaves what is behind a change of its item that cannot be made for trouble of %s', async (_, error) => {
    const calls: (readonly number[])[] = []
    let isBroken = true
    const schema: StandardSchema<object> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: value => {
          if (isBroken && (value as { readonly size: string }).size === '1') throw error()
          return { value: value as object }
        },
      },
    }
    const schemed = batchProcessor({
      name: 'schemed',
      filter: when(entity('Thing', { match: { type: 'THING' }, schema })),
      coalesce: 'per-key',
      handle: async groups => {
        calls.push(groups.flatMap(({ changes }) => changes.map(each => Number(each.sequenceNumber))))
        return Promise.resolve()
      },
    })
    const f = functionOf([schemed], { maxAttempts: 1 })
    const records = [1, 2, 3].map(seq =>
      recordOf({ seq, kind: 'INSERT', after: { size: String(seq) }, key: seq === 3 ? 'b' : 'a' }),
    )

    expect(await f.invoke(records)).toEqual([1, 2])
    isBroken = false
    expect(await f.invoke(records)).toEqual([])
    expect(calls).toEqual([[3], [1, 2]])
    expect(await f.parked()).toEqual([])
  })

  it('tells whoever orders faults which attempt it is, of a group the one that it has come furthest with', async () => {
    const asked: string[] = []
    const own = recording('own', (seq, tries) => {
      if (tries <= 2 && seq === 1) throw odd()
    })
    const f = functionOf([own.processor], {
      faults: ({ processor: name, sequenceNumber, attempt }) => {
        asked.push(`${name} ${Number(sequenceNumber)} ${attempt}`)
        return undefined
      },
    })
    for (let times = 0; times < 3; times += 1) await f.invoke(two)

    expect(asked).toEqual(['own 1 1', 'own 1 2', 'own 1 3', 'own 2 1'])
  })
})
