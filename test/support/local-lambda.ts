import { memoryCheckpointStore } from '../../adapters/memory/memory-checkpoint-store.ts'
import type { MemoryFailureDestination } from '../../adapters/memory/memory-failure-destination.ts'
import { memoryFailureDestination } from '../../adapters/memory/memory-failure-destination.ts'
import { inProcessFunction } from '../../engine/function/in-process-function.ts'
import type { EventSourceMappings } from '../../engine/resource/event-source-mappings.ts'
import { eventSourceMappings } from '../../engine/resource/event-source-mappings.ts'
import type { SimulatedClock } from '../../engine/simulated-clock.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import type { ScriptedSource } from '../../engine/sources/scripted-source.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import { numberOf } from './local-mapping.ts'
import { streamArn } from './records.ts'

/** The mapping resource over one scripted stream with an open shard `shard-1`, on a simulated clock. */
export interface LocalLambda extends EventSourceMappings {
  readonly source: ScriptedSource
  readonly clock: SimulatedClock
  /** Functions that exist; one may be taken away. */
  readonly functions: Map<string, (numbers: readonly number[]) => unknown>
  /** Sequence numbers of each invocation, by function. */
  readonly invocations: ReadonlyMap<string, readonly (readonly number[])[]>
  readonly destination: MemoryFailureDestination
  /** Lets the transitions end and everything that is in the stream be finished. */
  readonly drain: () => Promise<void>
}

export const queueArn = 'arn:aws:sqs:eu-central-1:123456789012:failures'

/** Functions `orders` and `audit` exist and succeed, and so does the queue {@link queueArn}. */
export const localLambda = (): LocalLambda => {
  const clock = simulatedClock()
  const source = scriptedSource(streamArn)
  source.addShard('shard-1')
  const functions: LocalLambda['functions'] = new Map([
    ['orders', () => undefined],
    ['audit', () => undefined],
  ])
  const invocations = new Map<string, (readonly number[])[]>()
  const destination = memoryFailureDestination('sqs')
  let ids = 0
  const lambda = eventSourceMappings({
    streams: arn => (arn === streamArn ? source : undefined),
    functions: name => {
      const handler = functions.get(name)
      if (handler === undefined) return undefined
      return inProcessFunction({
        functionName: name,
        clock,
        handler: ({ Records }) => {
          const numbers = Records.map(numberOf)
          invocations.set(name, [...(invocations.get(name) ?? []), numbers])
          return handler(numbers)
        },
      })
    },
    destinations: arn => (arn === queueArn || arn.startsWith('kafka://') ? destination : undefined),
    checkpoints: memoryCheckpointStore(),
    clock,
    random: () => 0.5,
    newId: () => `id-${(ids += 1)}`,
    emit: () => undefined,
  })
  const drain = async (): Promise<void> => {
    await clock.until(lambda.whenSettled())
    await clock.until(lambda.whenCaughtUp())
  }
  return { ...lambda, source, clock, functions, invocations, destination, drain }
}

/** The least that a mapping of `orders` needs. */
export const ordersInput = {
  FunctionName: 'orders',
  EventSourceArn: streamArn,
  StartingPosition: 'TRIM_HORIZON',
} as const
