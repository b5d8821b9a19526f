import { deepEqual, equal } from 'node:assert/strict'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { FunctionTarget, InvocationEvent } from '../../engine/ports/function-target.ts'
import { portContract } from './contract.ts'
import { holdsNone } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** What a handler of the suite does with an event, as text, since some targets can take nothing else. */
export const contractHandlers = {
  /** Answers with the number of records and whatever the event says of a window. */
  counts: 'event => ({ size: event.Records.length, state: event.state })',
  /** Answers with the sequence numbers, in the order of the event. */
  lists: 'event => event.Records.map(({ dynamodb }) => dynamodb.SequenceNumber)',
  fails: 'event => { throw new RangeError(`no ${event.Records.length}`) }',
  nothing: '() => undefined',
} as const

/** One of them. */
export type ContractHandler = keyof typeof contractHandlers

/** Targets that run a handler of the suite, and one that nothing runs. */
export interface FunctionTargetUnderTest extends WithFaults {
  /** A target that calls the handler. */
  readonly running: (handler: ContractHandler) => FunctionTarget | Promise<FunctionTarget>
  /** A target behind which there is nothing. */
  readonly unreachable?: () => FunctionTarget | Promise<FunctionTarget>
}

const recordsOf = (size: number): readonly StreamRecord[] =>
  Array.from({ length: size }, (_, index) => ({
    eventName: 'INSERT',
    dynamodb: {
      Keys: { PK: { S: `k${index}` } },
      SequenceNumber: String(index + 1).padStart(21, '0'),
      NewImage: { PK: { S: `k${index}` }, text: { S: 'ü' } },
    },
  }))

const eventOf = (size: number): InvocationEvent => ({ Records: recordsOf(size) })

/** No answer, and no value in it, are the same to the engine. */
const plain = (result: object): object => ({
  ...result,
  ...('value' in result && { value: JSON.parse(JSON.stringify(result.value ?? null)) as unknown }),
})

/** What every function target has to do. */
export const functionTargetContract = portContract<FunctionTargetUnderTest>({
  port: 'FunctionTarget',
  without: {
    'partial-failure': 'the answer says which records failed; a target passes it on as it is',
    abort: 'the port takes no signal: a function runs to its end or its timeout, as in Lambda',
  },
  cases: [
    {
      name: 'gives the event to the function and its answer back',
      run: async make => {
        const target = await (await make()).running('counts')
        const window = { state: { total: 3 }, shardId: 'shard-1', isFinalInvokeForWindow: false }

        const result = await target.invoke({ ...eventOf(2), ...window }, 'request-1')

        deepEqual(plain(result), { type: 'returned', value: { size: 2, state: { total: 3 } } })
      },
    },
    {
      name: 'takes no answer for an answer',
      run: async make => {
        const target = await (await make()).running('nothing')

        deepEqual(plain(await target.invoke(eventOf(1), 'request-1')), { type: 'returned', value: null })
      },
    },
    {
      name: 'tells what the function throws',
      aspect: 'refusal-of-all',
      run: async make => {
        const target = await (await make()).running('fails')

        deepEqual(await target.invoke(eventOf(3), 'request-1'), {
          type: 'function-error',
          errorType: 'RangeError',
          message: 'no 3',
        })
      },
    },
    {
      name: 'keeps invocations apart that run at once',
      run: async make => {
        const target = await (await make()).running('counts')
        const sizes = [1, 2, 3, 4]

        const results = await Promise.all(sizes.map(async size => target.invoke(eventOf(size), `r-${size}`)))

        deepEqual(
          results.map(plain),
          sizes.map(size => ({ type: 'returned', value: { size } })),
        )
      },
    },
    {
      name: 'gives the records in the order in which they were',
      aspect: 'order',
      run: async make => {
        const target = await (await make()).running('lists')

        deepEqual(plain(await target.invoke(eventOf(50), 'request-1')), {
          type: 'returned',
          value: recordsOf(50).map(({ dynamodb }) => dynamodb?.SequenceNumber),
        })
      },
    },
    {
      name: 'runs the function again when it is invoked again, under the same request id too',
      aspect: 'repetition',
      run: async make => {
        const target = await (await make()).running('counts')
        const twice = [await target.invoke(eventOf(1), 'same'), await target.invoke(eventOf(1), 'same')]

        deepEqual(twice.map(plain), Array(2).fill({ type: 'returned', value: { size: 1 } }))
      },
    },
    {
      name: 'takes a batch of as many records as a mapping may form',
      aspect: 'big-input',
      run: async make => {
        const target = await (await make()).running('counts')

        deepEqual(plain(await target.invoke(eventOf(10_000), 'request-1')), {
          type: 'returned',
          value: { size: 10_000 },
        })
      },
    },
    {
      name: 'tells a function that was not reached from one that failed',
      aspect: 'refusal-of-one',
      run: async make => {
        const { unreachable } = await make()
        if (unreachable === undefined)
          throw new Error(
            'Nothing to show "refusal-of-one" with: give `unreachable`, or say in `cannot` why not.',
          )

        equal((await (await unreachable()).invoke(eventOf(1), 'request-1')).type, 'not-invoked')
      },
    },
    {
      name: 'keeps secrets out of what it tells',
      aspect: 'secrets',
      run: async make => {
        const { unreachable, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')

        holdsNone(await (await unreachable?.())?.invoke(eventOf(1), 'request-1'), secrets)
      },
    },
  ],
})
