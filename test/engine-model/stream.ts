import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { ScriptedSource } from '../../engine/sources/scripted-source.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import { recordOf, streamArn } from '../support/records.ts'
import type { Dice } from './plan.ts'

/** A record as the model knows it. */
export interface Written {
  readonly seq: number
  readonly key: string
  readonly shardId: string
  /** The shards from which this one descends, nearest first. */
  readonly ancestors: readonly string[]
  /** It was there before a mapping at LATEST began: nobody need deliver it. */
  readonly isOld: boolean
}

/** The stream of a run: keys live in shards, shards split, and everything written is noted. */
export interface ModelStream {
  readonly source: ScriptedSource
  readonly written: ReadonlyMap<number, Written>
  readonly write: (nowMs: number, isOld: boolean) => void
  readonly split: () => void
}

const keys = ['a', 'b', 'c', 'd', 'e', 'f'] as const

const at = (record: StreamRecord, nowMs: number): StreamRecord => ({
  ...record,
  dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: Math.floor(nowMs / 1000) },
})

/** Two shards to begin with; a read gives few records, a listing two shards, so that pages matter. */
export const modelStream = (dice: Dice): ModelStream => {
  const source = scriptedSource(streamArn, { pageSize: 3, shardPage: 2 })
  const written = new Map<number, Written>()
  const ancestry = new Map<string, readonly string[]>()
  const homes = new Map<string, string>()
  let seq = 0
  let shards = 0

  const open = (parent?: string): string => {
    shards += 1
    const shardId = `shard-${shards}`
    ancestry.set(shardId, parent === undefined ? [] : [parent, ...(ancestry.get(parent) ?? [])])
    return shardId
  }
  const roots = [open(), open()]
  for (const shardId of roots) source.addShard(shardId)
  for (const key of keys) homes.set(key, roots[dice.below(2)] ?? 'shard-1')

  return {
    source,
    written,
    write: (nowMs, isOld) => {
      const key = dice.oneOf(keys)
      const shardId = homes.get(key) ?? 'shard-1'
      seq += 1
      source.put(shardId, at(recordOf({ seq, key }), nowMs))
      written.set(seq, { seq, key, shardId, ancestors: ancestry.get(shardId) ?? [], isOld })
    },
    split: () => {
      const parent = homes.get(dice.oneOf(keys)) ?? 'shard-1'
      const children = dice.chance(0.5) ? [open(parent)] : [open(parent), open(parent)]
      source.split(parent, ...children)
      for (const [key, home] of homes)
        if (home === parent) homes.set(key, children[dice.below(children.length)] ?? parent)
    },
  }
}
