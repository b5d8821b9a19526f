import { describe, expect, it } from 'vitest'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { away, busy, cutOff } from '../../test/support/pressed-sink.ts'
import { recordOf } from '../../test/support/records.ts'
import { defineFaults } from '../errors/define-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import { everything } from '../filter/words.ts'
import type { BatchProcessorOptions } from '../processor/define-processor.ts'
import { batchProcessor } from '../processor/define-processor.ts'
import type { AnyChange } from '../change/change.ts'
import type { DispatchOptions } from './options.ts'
import type { DispatchReport } from './report.ts'

const faults = defineFaults({
  'test.stopped': { disposition: 'stop', message: () => 'nothing goes on', remedy: 'None.' },
  'test.refused': { disposition: 'retry', effect: 'none', message: () => 'no', remedy: 'Wait.' },
})
const rejected = (): Error => raise(sinkFaults, 'sink.rejected', { sink: 's', id: '1', reason: 'no' })
const two = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })]
const three = [1, 2, 3].map(seq => recordOf({ seq }))

type Answer = (numbers: readonly (readonly number[])[], call: number) => unknown

/** A bulk processor that answers so, its calls, and how each change of the last invocation ended. */
const bulk = (
  answer: Answer,
  more: Partial<BatchProcessorOptions<AnyChange>> = {},
  options: Partial<DispatchOptions> = {},
) => {
  const calls: (readonly (readonly number[])[])[] = []
  const reports: DispatchReport[] = []
  const clock = simulatedClock()
  const processor = batchProcessor({
    name: 'bulk',
    filter: everything(),
    ...more,
    handle: async groups => {
      const numbers = groups.map(({ changes }) => changes.map(({ sequenceNumber }) => Number(sequenceNumber)))
      calls.push(numbers)
      return (await answer(numbers, calls.length)) as undefined
    },
  } as BatchProcessorOptions<AnyChange>)
  const f = functionOf([processor], { clock, observe: report => void reports.push(report), ...options })
  const invoke = async (records = two): Promise<readonly number[]> =>
    clock.until(f.invoke(records, { deadlineAtMs: clock.now() + 1_000 }))
  const ends = (): readonly unknown[] =>
    (reports.at(-1)?.records ?? []).flatMap(({ outcomes }) =>
      outcomes.map(({ outcome, attempt, error }) => [outcome, attempt, error?.code]),
    )
  return { calls, clock, f, invoke, ends }
}

describe('what a bulk processor returns', () => {
  it.each<[string, unknown, readonly unknown[]]>([
    [
      'nothing',
      undefined,
      [
        ['applied', 0, undefined],
        ['applied', 0, undefined],
      ],
    ],
    [
      'null',
      null,
      [
        ['applied', 0, undefined],
        ['applied', 0, undefined],
      ],
    ],
    [
      'a result for each',
      ['unchanged', 'applied'],
      [
        ['unchanged', 0, undefined],
        ['applied', 0, undefined],
      ],
    ],
    [
      'nothing for each',
      [undefined, null],
      [
        ['applied', 0, undefined],
        ['applied', 0, undefined],
      ],
    ],
    [
      'an error for one',
      [new Error('no'), 'applied'],
      [
        ['retry', 1, 'Error'],
        ['applied', 0, undefined],
      ],
    ],
    [
      'what is no result',
      ['applied', 'fine'],
      [
        ['applied', 0, undefined],
        ['retry', 1, 'delivery.result-unknown'],
      ],
    ],
    [
      'what is no result at all',
      [true, { status: 200 }],
      [
        ['retry', 0, 'delivery.result-unknown'],
        ['retry', 0, 'delivery.result-unknown'],
      ],
    ],
    [
      'too few',
      ['applied'],
      [
        ['retry', 0, 'delivery.result-mismatch'],
        ['retry', 0, 'delivery.result-mismatch'],
      ],
    ],
    [
      'too many',
      ['applied', 'applied', 'applied'],
      [
        ['retry', 0, 'delivery.result-mismatch'],
        ['retry', 0, 'delivery.result-mismatch'],
      ],
    ],
  ])('says what became of its changes: %s', async (_, returned, expected) => {
    const { invoke, ends } = bulk(() => returned, {}, { blameAfterMs: 1_000_000 })

    await invoke()

    expect(ends()).toEqual(expected)
  })

  it('does not count where a fault was ordered after the effect', async () => {
    const { calls, invoke, ends } = bulk(
      () => undefined,
      {},
      {
        faults: ({ sequenceNumber }) => (Number(sequenceNumber) === 1 ? 'after' : undefined),
      },
    )

    expect(await invoke()).toEqual([1])
    expect(calls).toEqual([[[1], [2]]])
    expect(ends()).toEqual([
      ['retry', 1, 'delivery.injected'],
      ['applied', 0, undefined],
    ])
  })
})

describe('a group in which each change counts and one can never be handled', () => {
  it('goes one by one, and no further than to one that fails', async () => {
    const { calls, invoke, ends } = bulk(
      numbers =>
        numbers.map(group => {
          if (group.length > 1) return rejected()
          return group[0] === 2 ? new Error('later') : 'applied'
        }),
      { coalesce: 'per-key' },
    )

    expect(await invoke(three)).toEqual([2, 3])
    expect(calls).toEqual([[[1, 2, 3]], [[1]], [[2]]])
    expect(ends()).toEqual([
      ['applied', 0, undefined],
      ['retry', 1, 'Error'],
      ['retry', 0, undefined],
    ])
  })

  it.each<[string, Partial<BatchProcessorOptions<AnyChange>>, () => Error, number]>([
    ['where the last image stands for all', { coalesce: 'last-image', sink: 'state' }, rejected, 1],
    ['where it may be handled at the next try', { coalesce: 'per-key' }, () => new Error('later'), 1],
    ['else', { coalesce: 'per-key' }, rejected, 4],
  ])('is called so often %s', async (_, more, error, count) => {
    const { calls, invoke } = bulk(numbers => numbers.map(error), more)

    await invoke(three)

    expect(calls).toHaveLength(count)
  })
})

describe('a call that throws', () => {
  it.each<[string, () => Error, readonly unknown[]]>([
    ['blames nobody, and the next try goes one by one', () => new Error('no'), [[[1], [2]], [[1]], [[2]]]],
    ['for the network is nobody’s fault either', cutOff, [[[1], [2]], [[1]], [[2]]]],
    [
      'for its sink is the sink’s, and the next try goes as before',
      away,
      [
        [[1], [2]],
        [[1], [2]],
      ],
    ],
  ])('for many %s', async (_, error, expected) => {
    const { calls, invoke, ends } = bulk((numbers, call) => {
      if (call === 1) throw error()
    })

    expect(await invoke()).toEqual([1, 2])
    expect(ends().map(end => (end as readonly unknown[])[1])).toEqual([0, 0])
    expect(await invoke()).toEqual([])
    expect(calls).toEqual(expected)
  })

  it('for its sink that asks for a time is made again after it, as wide as the breaker allows', async () => {
    const { calls, clock, invoke } = bulk((_, call) => {
      if (call === 1) throw busy(100)
    })
    const startedMs = clock.now()

    expect(await invoke()).toEqual([])
    expect(calls).toEqual([[[1], [2]], [[1]], [[2]]])
    expect(clock.now() - startedMs).toBe(100)
  })

  it('for one is held against it', async () => {
    const { invoke, ends } = bulk(() => {
      throw new Error('no')
    })

    expect(await invoke(two.slice(0, 1))).toEqual([1])
    expect(ends()).toEqual([['retry', 1, 'Error']])
  })

  it.each([1, 2])('with what stops the batch stops it, with %i in it', async count => {
    const { invoke } = bulk(() => {
      throw raise(faults, 'test.stopped', {})
    })

    await expect(invoke(two.slice(0, count))).rejects.toMatchObject({ code: 'test.stopped' })
  })

  it.each<[string, () => Error, number]>([
    ['from the first time that it did not say whose fault it is', () => new Error('no'), 1],
    ['not while it was the network’s', cutOff, 0],
  ])('for many counts the time of what follows %s', async (_, first, attempt) => {
    const { clock, invoke, ends } = bulk(
      (numbers, call) => {
        throw call === 1 ? first() : new Error(`no luck with ${numbers.flat().join()}`)
      },
      {},
      { blameAfterMs: 5_000 },
    )

    await invoke()
    await clock.pass(5_000)
    await invoke()

    expect(ends()).toEqual([
      ['retry', attempt, 'Error'],
      ['retry', attempt, 'Error'],
    ])
  })
})

describe('a strict call that comes back after the deadline', () => {
  const stateOf = (text: string): unknown => (JSON.parse(text) as { readonly state: unknown }).state

  it.each<[string, () => unknown, readonly string[]]>([
    ['and all went well: its effects are there', () => undefined, ['done', 'done']],
    ['and said so of each', () => ['applied', 'unchanged'], ['done', 'done']],
    ['and one failed: that is in doubt', () => ['applied', new Error('no')], ['done', 'doubted']],
    [
      'and one had no effect: it is free',
      () => [raise(faults, 'test.refused', {}), 'applied'],
      ['released', 'done'],
    ],
    ['and one is no result: that is in doubt', () => ['fine', 'applied'], ['doubted', 'done']],
    ['with too few results: all are in doubt', () => ['applied'], ['doubted', 'doubted']],
    ['and threw: all are in doubt', async () => Promise.reject(new Error('no')), ['doubted', 'doubted']],
    [
      'and threw that there is no effect: all are free',
      async () => Promise.reject(raise(faults, 'test.refused', {})),
      ['released', 'released'],
    ],
  ])('%s', async (_, answer, expected) => {
    const store = memoryClaimStore()
    const texts = new Map<string, string>()
    const noting: typeof store = {
      ...store,
      write: async (claim, signal) => {
        texts.set(claim.place, claim.text)
        return store.write(claim, signal)
      },
    }
    const { clock, calls, invoke } = bulk(
      async () => {
        await clock.wait(1_500)
        return answer()
      },
      { strict: true },
      { claims: { store: noting, newId: () => 'mine' } },
    )

    expect(await invoke()).toEqual([1, 2])
    expect([...texts.values()].map(stateOf)).toEqual(['claimed', 'claimed'])
    await clock.pass(1_000)

    expect([...texts.values()].map(stateOf)).toEqual(expected)
    expect(calls).toEqual([[[1], [2]]])
  })
})
