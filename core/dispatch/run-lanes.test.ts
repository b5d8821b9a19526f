import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import type { Recording } from '../../test/support/pipeline.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { busy, distinct, tried } from '../../test/support/pressed-sink.ts'
import { recordOf, seqOf } from '../../test/support/records.ts'
import { seenAs } from '../../test/support/view-types.ts'
import { entity } from '../entity/define-entity.ts'
import type { StandardSchema } from '../entity/standard-schema.ts'
import { defineFaults } from '../errors/define-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { everything, when } from '../filter/words.ts'
import { batchProcessor, processor } from '../processor/define-processor.ts'
import type { Processor } from '../processor/processor.ts'

const faults = defineFaults({
  'test.stopped': { disposition: 'stop', message: () => 'nothing goes on', remedy: 'None.' },
})
const five = ['a', 'b', 'c', 'd', 'e'].map((key, index) => recordOf({ seq: index + 1, key }))
const away = (): never => {
  throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
}
const strict = ({ processor }: Recording): Processor => ({ ...processor, strict: true })

describe('the lanes of a processor', () => {
  it('give the place of one that has ended to what the sink wants to be asked again for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 1, max: 900 }),
        async (count, ms) => {
          const { reported, tookMs } = await tried({
            records: distinct(count),
            concurrency: count,
            behave: (_, call) => (call === 0 ? busy(ms) : undefined),
          })

          expect([reported, tookMs]).toEqual([[], 10 + ms + 10])
        },
      ),
      { numRuns: 8 },
    )
  })

  it('park what their filter could not tell, call no handler for it, and go on with its item', async () => {
    const seen: number[] = []
    const own = processor({
      name: 'own',
      filter: when(entity('Thing', { match: { type: 'THING' } })),
      handle: async ({ sequenceNumber }) => Promise.resolve(void seen.push(Number(sequenceNumber))),
    })
    const f = functionOf([own])

    expect(
      await f.invoke([seenAs(recordOf({ seq: 1, key: 'a' }), 'KEYS_ONLY'), recordOf({ seq: 2, key: 'a' })]),
    ).toEqual([])

    expect(seen).toEqual([2])
    expect(await f.parked()).toMatchObject([
      { sequenceNumber: seqOf(1), reason: { code: 'record.image-missing' } },
    ])
  })

  it('are not begun any more once a strict effect is in doubt for its sink: the others wait', async () => {
    const mail = recording('mail', away)
    const f = functionOf([strict(mail)], { concurrency: 1 })

    const reported = await f.invoke(five)

    expect(mail.seen).toEqual([1])
    expect(reported).toEqual([2, 3, 4, 5])
  })

  it('are begun in the order of what is open in them, also where they go one by one after a call that failed', async () => {
    const calls: string[] = []
    let isBroken = true
    const bulk = batchProcessor({
      name: 'bulk',
      filter: everything(),
      handle: async groups => {
        const numbers = groups.map(({ last }) => Number(last.sequenceNumber))
        calls.push(numbers.join())
        if (isBroken && numbers.length === 2) throw new Error('no')
        return Promise.resolve(
          numbers.map(number => (isBroken && number === 4 ? new Error('no') : 'applied')),
        )
      },
    })
    const f = functionOf([bulk], { concurrency: 1, blameAfterMs: 1_000_000 })
    const records = ['a', 'b', 'a', 'c', 'b'].map((key, index) => recordOf({ seq: index + 1, key }))

    expect(await f.invoke(records)).toEqual([3, 4, 5])
    isBroken = false
    expect(await f.invoke(records)).toEqual([])

    expect(calls).toEqual(['1,2,4', '3,5', '3', '4', '5'])
  })

  it('fail the batch as a whole where something goes wrong around a try, and begin nothing more', async () => {
    const clock = simulatedClock()
    const broken = {
      ...clock,
      wait: async (ms: number, signal?: AbortSignal) =>
        ms === 77 ? Promise.reject(new Error('no clock')) : clock.wait(ms, signal),
    }
    const own = recording('own', () => {
      throw busy(77)
    })
    const f = functionOf([own.processor], { clock: broken, concurrency: 1 })

    await expect(f.invoke(five, { deadlineAtMs: clock.now() + 60_000 })).rejects.toThrow('no clock')
    expect(own.seen).toEqual([1])
  })

  it('begin nothing more of an item whose try comes back after the deadline', async () => {
    const clock = simulatedClock()
    const own = recording('own', async seq => {
      if (seq === 1) await clock.wait(2_000)
    })
    const records = [1, 2].map(seq => recordOf({ seq }))
    const f = functionOf([own.processor], { clock })

    expect(await clock.until(f.invoke(records, { deadlineAtMs: clock.now() + 1_000 }))).toEqual([1, 2])
    await clock.pass(5_000)
    expect(own.seen).toEqual([1])
  })

  it.each([
    ['before', []],
    ['after', [1, 2, 3, 4, 5]],
  ] as const)('fail where a fault is ordered, %s the effect', async (when, seen) => {
    const own = recording('own')

    const reported = await functionOf([own.processor], { faults: () => when }).invoke(five)

    expect(reported).toEqual([1, 2, 3, 4, 5])
    expect(own.seen).toEqual(seen)
  })

  it('tell how each change ended, and which of them the handler was called for', async () => {
    const calledFor: unknown[] = []
    const mixed = processor({
      name: 'mixed',
      filter: everything(),
      handle: async ({ sequenceNumber }) => {
        const ends = [undefined, 'applied', 'unchanged', new Error('no')]
        return Promise.resolve(ends[Number(sequenceNumber) - 1] as never)
      },
    })
    const f = functionOf([mixed], {
      faults: ({ sequenceNumber }) => (Number(sequenceNumber) === 5 ? 'before' : undefined),
      observe: ({ records }) => {
        for (const { outcomes } of records)
          calledFor.push(...outcomes.map(({ outcome, ran }) => [outcome, ran]))
      },
    })

    expect(await f.invoke(five)).toEqual([4, 5])
    expect(calledFor).toEqual([
      ['applied', true],
      ['applied', true],
      ['unchanged', true],
      ['retry', true],
      ['retry', false],
    ])
  })

  it.each([
    [999, [1], [{ type: 'THING', PK: 'a', checked: true }]],
    [1_001, [], []],
  ])('call the handler with what a schema made within %i of 1,000 ms', async (ms, seen, made) => {
    const clock = simulatedClock()
    const changes: { readonly sequenceNumber: string; readonly after: unknown }[] = []
    const schema: StandardSchema<object> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: async value => {
          await clock.wait(ms)
          return { value: { ...(value as object), checked: true } }
        },
      },
    }
    const own = processor({
      name: 'own',
      filter: when(entity('Thing', { match: { type: 'THING' }, schema })),
      handle: async change => Promise.resolve(void changes.push(change as never)),
    })
    const f = functionOf([own], { clock })
    const record = recordOf({ seq: 1, kind: 'INSERT' })

    expect(await clock.until(f.invoke([record], { deadlineAtMs: clock.now() + 1_000 }))).toEqual(
      seen.length === 0 ? [1] : [],
    )
    await clock.pass(1_000)
    expect(changes.map(({ sequenceNumber }) => Number(sequenceNumber))).toEqual(seen)
    expect(changes.map(({ after }) => after)).toEqual(made)
  })

  it('count nothing that comes back once the batch has failed as a whole', async () => {
    const release = new AbortController()
    let isStopped = true
    const own = recording('own', async seq => {
      if (!isStopped) return
      await new Promise(resolve => {
        release.signal.addEventListener('abort', resolve)
      })
      if (seq === 1) throw raise(faults, 'test.stopped', {})
    })
    const f = functionOf([own.processor])
    const two = five.slice(0, 2)

    const first = f.invoke(two)
    await new Promise(setImmediate)
    release.abort()
    await expect(first).rejects.toMatchObject({ code: 'test.stopped' })
    isStopped = false

    expect(await f.invoke(two)).toEqual([])
    expect(own.seen).toEqual([1, 2, 1, 2])
  })

  it('are begun in the order of the batch, so many at a time, each processor by itself', async () => {
    const begun: string[] = []
    const release: (() => void)[] = []
    const slow = (name: string): Processor =>
      recording(name, async seq => {
        begun.push(`${name} ${seq}`)
        await new Promise<void>(resolve => release.push(resolve))
      }).processor
    const response = functionOf([slow('one'), slow('two')], { concurrency: 2 }).invoke(five)
    const rounds: (readonly string[])[] = []
    for (let round = 0; round < 3; round += 1) {
      await new Promise(resolve => setImmediate(resolve))
      rounds.push(begun.splice(0).toSorted())
      for (const each of release.splice(0)) each()
    }

    expect(await response).toEqual([])
    expect(rounds).toEqual([
      ['one 1', 'one 2', 'two 1', 'two 2'],
      ['one 3', 'one 4', 'two 3', 'two 4'],
      ['one 5', 'two 5'],
    ])
  })
})
