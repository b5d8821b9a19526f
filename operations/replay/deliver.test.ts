import { describe, expect, it } from 'vitest'
import { inProcessFunction } from '../../engine/function/in-process-function.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { numberOf, recordsTo, reported } from '../../test/support/local-mapping.ts'
import { deliver } from './deliver.ts'

const delivering = async (
  count: number,
  answer: (numbers: readonly number[], call: number) => unknown,
  more: Pick<Parameters<typeof deliver>[1], 'signal' | 'reportsItems'> = {},
): Promise<{
  readonly calls: readonly (readonly number[])[]
  readonly failed: readonly number[]
  readonly retries: number
}> => {
  const clock = simulatedClock()
  const calls: (readonly number[])[] = []
  let retries = 0
  const target = inProcessFunction({
    functionName: 'local',
    clock,
    handler: ({ Records }) => {
      const numbers = Records.map(numberOf)
      calls.push(numbers)
      return answer(numbers, calls.length)
    },
  })
  const options = {
    target,
    clock,
    newId: () => 'id',
    maxTries: 10,
    onInvoke: (isRetry: boolean) => {
      if (isRetry) retries += 1
    },
    ...more,
  }
  const { failed } = await clock.until(deliver(recordsTo(count), options))
  return { calls, failed: failed.map(numberOf), retries }
}

describe('deliver', () => {
  it('brings back what a partial response reports', async () => {
    const { calls, failed, retries } = await delivering(4, (_, call) =>
      call === 1 ? reported(3) : undefined,
    )

    expect(calls).toEqual([
      [1, 2, 3, 4],
      [3, 4],
    ])
    expect(failed).toEqual([])
    expect(retries).toBe(1)
  })

  it('begins the count of tries anew with every record that it gets further', async () => {
    const { calls, failed } = await delivering(15, ([, second]) =>
      second === undefined ? undefined : reported(second),
    )

    expect(calls).toHaveLength(15)
    expect(failed).toEqual([])
  })

  it('parts one record that fails the whole batch from its neighbours', async () => {
    const { calls, failed } = await delivering(4, numbers => {
      if (numbers.includes(2)) throw new TypeError('no')
    })

    expect(calls).toEqual([[1, 2, 3, 4], [1, 2], [1], [2], [3, 4]])
    expect(failed).toEqual([2])
  })

  it('gives each part of a batch all its tries, whatever another one took', async () => {
    const { calls, failed } = await delivering(4, (numbers, call) => {
      if (numbers.length === 4) throw new TypeError('halve it')
      // The first half is done at its tenth and last try, the second at its second.
      return numbers.includes(1) ? call < 11 && reported(1) : call < 13 && reported(3)
    })

    expect(calls).toHaveLength(13)
    expect(failed).toEqual([])
  })

  it('gives up what makes no progress, and ends', async () => {
    const { calls, failed } = await delivering(2, () => reported(1))

    expect(calls).toHaveLength(10)
    expect(failed).toEqual([1, 2])
  })

  it('begins nothing more once it is interrupted, and gives up what is left', async () => {
    const interrupt = new AbortController()

    const { calls, failed } = await delivering(
      4,
      () => {
        interrupt.abort()
        return reported(3)
      },
      { signal: interrupt.signal },
    )

    expect(calls).toEqual([[1, 2, 3, 4]])
    expect(failed).toEqual([3, 4])
  })

  it('looks at no answer of a function whose mapping does not have ReportBatchItemFailures', async () => {
    const { calls, failed } = await delivering(2, () => reported(1), { reportsItems: false })

    expect(calls).toEqual([[1, 2]])
    expect(failed).toEqual([])
  })
})
