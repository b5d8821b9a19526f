import { describe, expect, it } from 'vitest'
import type { FunctionTarget } from '../../engine/ports/function-target.ts'
import { recordsTo } from '../support/local-mapping.ts'

/** What a handler of the contract does with an event. */
export const contractHandlers = {
  /** Answers with the number of records and whatever the event says of a window. */
  counts: 'event => ({ size: event.Records.length, state: event.state })',
  fails: 'event => { throw new RangeError(`no ${event.Records.length}`) }',
  nothing: '() => undefined',
} as const

/** One of them. */
export type ContractHandler = keyof typeof contractHandlers

const eventOf = (size: number) => ({ Records: recordsTo(size) })

/** What every function target has to do; `make` gives one that runs the handler, `unreachable` one that nothing runs. */
export const functionTargetContract = (
  name: string,
  make: (handler: ContractHandler) => FunctionTarget | Promise<FunctionTarget>,
  unreachable?: () => FunctionTarget | Promise<FunctionTarget>,
): void => {
  describe(`${name} as a function target`, () => {
    it('gives the event to the function and its answer back', async () => {
      const target = await make('counts')
      const { state, ...window } = { state: { total: 3 }, shardId: 'shard-1', isFinalInvokeForWindow: false }

      const result = await target.invoke({ ...eventOf(2), ...window, state }, 'request-1')

      expect(result).toEqual({ type: 'returned', value: { size: 2, state: { total: 3 } } })
    })

    it('takes no answer for an answer', async () => {
      const target = await make('nothing')

      const result = await target.invoke(eventOf(1), 'request-1')

      expect({ ...result, value: 'value' in result ? (result.value ?? null) : undefined }).toEqual({
        type: 'returned',
        value: null,
      })
    })

    it('tells what the function throws', async () => {
      const target = await make('fails')

      expect(await target.invoke(eventOf(3), 'request-1')).toEqual({
        type: 'function-error',
        errorType: 'RangeError',
        message: 'no 3',
      })
    })

    it('keeps invocations apart that run at once', async () => {
      const target = await make('counts')
      const sizes = [1, 2, 3, 4]

      const results = await Promise.all(sizes.map(async size => target.invoke(eventOf(size), `r-${size}`)))

      expect(results).toEqual(sizes.map(size => ({ type: 'returned', value: { size } })))
    })

    it.skipIf(unreachable === undefined)(
      'tells a function that was not reached from one that failed',
      async () => {
        const target = await unreachable?.()

        expect(await target?.invoke(eventOf(1), 'request-1')).toMatchObject({ type: 'not-invoked' })
      },
    )
  })
}
