import { describe, expect, it } from 'vitest'
import { memoryCheckpointStore } from '../../adapters/memory/memory-checkpoint-store.ts'
import { memoryFailureDestination } from '../../adapters/memory/memory-failure-destination.ts'
import { EventSourceMapping } from '../../engine/event-source-mapping.ts'
import { inProcessFunction } from '../../engine/function/in-process-function.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import { hastyClock } from '../../test/support/hasty-clock.ts'
import { recordOf } from '../../test/support/records.ts'
import type { MappingSet } from './mapping-set.ts'
import { newMappingSet } from './mapping-set.ts'

const setOf = (): {
  readonly set: MappingSet
  readonly seen: string[]
  readonly put: (seq: number) => void
} => {
  const clock = hastyClock()
  const source = scriptedSource('arn:aws:dynamodb:us-east-1:1:table/T/stream/2026-11-27T00:00:00.000')
  source.addShard('shard-1')
  const seen: string[] = []
  const checkpoints = memoryCheckpointStore()
  const target = inProcessFunction({
    functionName: 'f',
    clock,
    handler: event => {
      const { Records } = event as {
        readonly Records: readonly { readonly dynamodb?: { SequenceNumber?: string } }[]
      }
      seen.push(...Records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? ''))
    },
  })
  const set = newMappingSet(() => [
    new EventSourceMapping({
      id: 'f',
      functionArn: 'arn:aws:lambda:us-east-1:1:function:f',
      settings: { StartingPosition: 'TRIM_HORIZON' },
      source,
      target,
      checkpoints,
      onFailure: memoryFailureDestination(),
      clock,
      random: () => 0.5,
      newId: () => 'id',
      emit: () => undefined,
    }),
  ])
  return { set, seen, put: seq => source.put('shard-1', recordOf({ seq })) }
}

const numbers = (seen: readonly string[]): readonly number[] => seen.map(Number)

describe('the mappings of a run', () => {
  it('read nothing while they are paused, and go on where they stood', async () => {
    const { set, seen, put } = setOf()
    put(1)
    await set.start()
    await set.whenCaughtUp()
    await set.pause()
    put(2)
    const caughtUp = set.whenCaughtUp()

    expect([set.isPaused(), numbers(seen)]).toEqual([true, [1]])

    await set.resume()
    await caughtUp
    await set.stop()

    expect([set.isPaused(), numbers(seen)]).toEqual([false, [1, 2]])
  })

  it('are one set at any time, however pauses and resumptions overlap', async () => {
    const { set, seen, put } = setOf()
    await set.start()
    await Promise.all([set.pause(), set.resume(), set.pause(), set.pause(), set.resume(), set.resume()])
    put(1)
    await set.whenCaughtUp()
    await set.stop()

    expect(numbers(seen)).toEqual([1])
  })

  it('let a waiting end when they are stopped in a pause', async () => {
    const { set, put } = setOf()
    await set.start()
    await set.pause()
    put(1)
    const caughtUp = set.whenCaughtUp()
    await set.stop()

    await expect(caughtUp).resolves.toBeUndefined()
  })
})
