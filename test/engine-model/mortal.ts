import type { Clock } from '../../core/clock.ts'
import { memoryLeaseMarks } from '../../core/lease/lease-marks.ts'
import type { CheckpointStore } from '../../engine/ports/checkpoint-store.ts'
import type { FailureDestination } from '../../engine/ports/failure-destination.ts'
import type { FunctionTarget } from '../../engine/ports/function-target.ts'
import type { StreamSource } from '../../engine/ports/stream-source.ts'

/** What a process is in touch with. */
export interface ProcessSurroundings {
  readonly clock: Clock
  readonly source: StreamSource
  readonly checkpoints: CheckpointStore
  readonly onFailure: FailureDestination
  readonly target: FunctionTarget
}

/** Surroundings that a process loses all at once: after its death no call begins, and none comes back. */
export interface Mortal extends ProcessSurroundings {
  readonly kill: () => void
}

const forever = async <T>(): Promise<T> => new Promise<T>(() => undefined)

/** A call out of the process takes its time, so that others and a death fall into it. */
export const mortal = (world: ProcessSurroundings, lagMs: () => number): Mortal => {
  const life = { isOver: false }
  const alive = async <T>(call: () => Promise<T>): Promise<T> => {
    const mine = life.isOver ? forever<T>() : call()
    return mine.finally(async () => (life.isOver ? forever() : undefined))
  }
  const far = async <T>(call: () => Promise<T>): Promise<T> => {
    await alive(async () => world.clock.wait(lagMs()))
    return alive(call)
  }
  const { clock, source, checkpoints, onFailure, target } = world
  return {
    kill: () => {
      life.isOver = true
    },
    clock: { now: clock.now, wait: async (ms, signal) => alive(async () => clock.wait(ms, signal)) },
    source: {
      streamArn: source.streamArn,
      shards: async cursor => far(async () => source.shards(cursor)),
      iterator: async (shardId, position) => far(async () => source.iterator(shardId, position)),
      read: async iterator => far(async () => source.read(iterator)),
    },
    checkpoints: {
      streams: async mapping => far(async () => checkpoints.streams(mapping)),
      load: async (...asked) => far(async () => checkpoints.load(...asked)),
      save: async (...saved) => far(async () => checkpoints.save(...saved)),
      // Each process dies before the next one starts, and all of them know that.
      marks: () => memoryLeaseMarks(),
    },
    onFailure: { kind: 's3', write: async (...written) => far(async () => onFailure.write(...written)) },
    target: {
      functionName: target.functionName,
      invoke: async (...call) => alive(async () => target.invoke(...call)),
    },
  }
}
