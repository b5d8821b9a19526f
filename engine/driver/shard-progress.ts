import type { StreamRecord } from '../../core/record/stream-record.ts'

/**
 * Which records of a shard are finished, so that the checkpoint is always the end of the contiguous finished
 * beginning: never past a record that is still on its way.
 */
export interface ShardProgress {
  /** Notes records as they are read, in order. */
  readonly read: (records: readonly StreamRecord[]) => void
  /** Notes records as finished, and moves the checkpoint as far as it may go. */
  readonly finish: (records: readonly StreamRecord[]) => void
  /** Notes records as finished as soon as their lane's tumbling window is: its state would be lost with this process. */
  readonly hold: (lane: number, records: readonly StreamRecord[]) => void
  readonly release: (lane: number) => void
  readonly checkpoint: () => string | undefined
  /** Nothing was read that is not finished. */
  readonly isClear: () => boolean
}

/** Finished records are dropped from memory in portions. */
const portion = 1_024

/** Nothing read yet; what was done before this run ends at `from`. */
export const newShardProgress = (from: string | undefined): ShardProgress => {
  // By identity, not by number: a stream that shows a record twice must not hold up the checkpoint.
  const finished = new Set<StreamRecord>()
  const held = new Map<number, StreamRecord[]>()
  let pending: StreamRecord[] = []
  let head = 0
  let checkpoint = from

  const advance = (): void => {
    for (let next = pending[head]; next !== undefined && finished.delete(next); next = pending[head]) {
      checkpoint = next.dynamodb?.SequenceNumber ?? checkpoint
      head += 1
    }
    if (head < portion) return
    pending = pending.slice(head)
    head = 0
  }
  const finish = (records: readonly StreamRecord[]): void => {
    for (const record of records) finished.add(record)
    advance()
  }

  return {
    read: records => {
      for (const record of records) pending.push(record)
    },
    finish,
    hold: (lane, records) => {
      const ofLane = held.get(lane) ?? []
      ofLane.push(...records)
      held.set(lane, ofLane)
    },
    release: lane => {
      finish(held.get(lane) ?? [])
      held.delete(lane)
    },
    checkpoint: () => checkpoint,
    isClear: () => head === pending.length,
  }
}
