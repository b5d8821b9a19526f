import { describe, expect, it } from 'vitest'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { manualClock, reactionsDone } from '../../test/support/manual-clock.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { offloaded, packed } from '../../test/support/packed-records.ts'
import { recordOf } from '../../test/support/records.ts'
import { defineFaults } from '../errors/define-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { everything } from '../filter/words.ts'
import type { Context } from '../processor/processor.ts'
import { batchProcessor, processor } from '../processor/define-processor.ts'
import type { DispatchOptions } from './options.ts'
import type { DispatchReport } from './report.ts'

const faults = defineFaults({
  'test.stopped': { disposition: 'stop', message: () => 'nothing goes on', remedy: 'None.' },
})

/** What the handler of one change is given. */
const contextOf = async (options: Partial<DispatchOptions>): Promise<Context> => {
  const seen: Context[] = []
  const own = processor({
    name: 'own',
    filter: everything(),
    handle: async (_, context) => Promise.resolve(void seen.push(context)),
  })
  await functionOf([own], options).invoke([recordOf({ seq: 1 })])
  const [context] = seen
  if (context === undefined) throw new Error('not called')
  return context
}

describe('the context of a handler', () => {
  it('says that its records come long after their time only where they do', async () => {
    expect((await contextOf({})).isLate).toBe(false)
    expect((await contextOf({ isLate: false })).isLate).toBe(false)
    expect((await contextOf({ isLate: true })).isLate).toBe(true)
  })

  it('has what the dispatch has: the time, the log, and when it is over', async () => {
    const clock = manualClock()
    const deadlineAtMs = clock.now() + 1_000

    expect(await contextOf({ clock, deadlineAtMs })).toMatchObject({ clock, deadlineAtMs })
    expect((await contextOf({ clock, deadlineAtMs })).signal.aborted).toBe(false)
  })

  it('has a source of items only where there is one', async () => {
    const read = async () => Promise.resolve({ PK: { S: 'a' } })

    expect('items' in (await contextOf({}))).toBe(false)
    const { items } = await contextOf({ items: { read } })
    expect(await items?.read({ streamArn: '', keys: {} })).toEqual({ PK: { S: 'a' } })
    const { items: empty } = await contextOf({ items: { read: async () => Promise.resolve(undefined) } })
    expect(await empty?.read({ streamArn: '', keys: {} })).toBeUndefined()
  })
})

describe('items that a handler reads', () => {
  const large = { S: 'a'.repeat(2_000) }
  const readBy = async (options: Partial<DispatchOptions>): Promise<unknown> =>
    (await contextOf(options)).items?.read({ streamArn: '', keys: {} })

  it('are as they were written, whether they are packed or lie elsewhere', async () => {
    const blobs = memoryBlobStore()
    const { value } = await offloaded(large, blobs)

    expect(await readBy({ items: { read: async () => Promise.resolve({ large: packed(large) }) } })).toEqual({
      large,
    })
    expect(await readBy({ blobs, items: { read: async () => Promise.resolve({ large: value }) } })).toEqual({
      large,
    })
  })
})

describe('what a handler notes about versions', () => {
  it('is told of the last change of the group that it notes it of', async () => {
    const reports: DispatchReport[] = []
    const noting = batchProcessor({
      name: 'noting',
      filter: everything(),
      coalesce: 'per-key',
      handle: async (groups, { note }) => {
        const [first] = groups
        if (first !== undefined) note?.(first, 'version_tie')
        return Promise.resolve()
      },
    })
    const f = functionOf([noting], { observe: each => void reports.push(each) })

    await f.invoke([recordOf({ seq: 1 }), recordOf({ seq: 2 }), recordOf({ seq: 3, key: 'b' })])

    expect(
      reports.flatMap(({ records }) => records.flatMap(({ outcomes }) => outcomes.map(({ note }) => note))),
    ).toEqual([undefined, 'version_tie', undefined])
  })
})

describe('when all have had their try', () => {
  const report = async (failing: number): Promise<readonly unknown[]> => {
    const reports: DispatchReport[] = []
    const own = recording('own', seq => {
      if (seq === failing) throw new Error('no luck')
    })
    const f = functionOf([own.processor], {
      clock: manualClock(),
      deadlineAtMs: Infinity,
      blameAfterMs: 1_000_000,
      concurrency: 1,
      observe: each => void reports.push(each),
    })
    await f.invoke([recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })])
    return reports.flatMap(({ records }) =>
      records.flatMap(({ outcomes }) => outcomes.map(({ outcome, attempt }) => [outcome, attempt])),
    )
  }

  it('a failure is held against a change behind which another was applied, as against one behind it', async () => {
    expect(await report(1)).toEqual([
      ['retry', 1],
      ['applied', 0],
    ])
    expect(await report(2)).toEqual([
      ['applied', 0],
      ['retry', 1],
    ])
  })
})

describe('a batch that fails as a whole', () => {
  it('waits for nobody, and tells its handlers why', async () => {
    const signals: AbortSignal[] = []
    const own = processor({
      name: 'own',
      filter: everything(),
      handle: async ({ sequenceNumber }, { signal }) => {
        if (Number(sequenceNumber) === 2) throw raise(faults, 'test.stopped', {})
        signals.push(signal)
        await new Promise(() => undefined)
      },
    })
    const clock = simulatedClock()
    const startMs = clock.now()
    const f = functionOf([own], { clock, deadlineAtMs: startMs + 1_000 })
    const two = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })]

    await expect(clock.until(f.invoke(two))).rejects.toMatchObject({ code: 'test.stopped' })

    expect(clock.now()).toBe(startMs)
    expect(signals.map(({ reason }) => reason as unknown)).toMatchObject([{ code: 'test.stopped' }])
  })
})

describe('a batch whose time is up', () => {
  it.each([
    [0, []],
    [1, [1]],
  ])('begins nothing where %i ms are left of it', async (ms, seen) => {
    const clock = manualClock()
    const own = recording('own')
    const f = functionOf([own.processor], { clock, deadlineAtMs: clock.now() + 400 + ms, reserveMs: 400 })

    expect(await f.invoke([recordOf({ seq: 1 })])).toEqual(ms > 0 ? [] : [1])
    expect(own.seen).toEqual(seen)
  })

  it('says to its handlers why, and not before', async () => {
    const clock = manualClock()
    const signals: AbortSignal[] = []
    const hangs = processor({
      name: 'hangs',
      filter: everything(),
      handle: async (_, { signal }) => {
        signals.push(signal)
        await new Promise(() => undefined)
      },
    })
    const f = functionOf([hangs], { clock, deadlineAtMs: clock.now() + 1_000, reserveMs: 400 })

    const response = f.invoke([recordOf({ seq: 1 })])
    await reactionsDone()
    await clock.advance(599)
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
    await clock.advance(1)

    expect(await response).toEqual([1])
    expect(signals.map(({ reason }) => reason as unknown)).toMatchObject([
      { code: 'delivery.deadline', detail: { processor: 'test', afterMs: 600 } },
    ])
  })
})
