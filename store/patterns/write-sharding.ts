import { hash } from 'node:crypto'
import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { MergedQuery } from '../queries/merged-query.ts'
import { mergedQuery } from '../queries/merged-query.ts'
import { checkWhole } from '../whole-number.ts'
import type { SortKeyCondition } from '../expressions/sort-key.ts'
import type { Table } from '../table.ts'

/** A partition that takes more writes than DynamoDB gives one, spread over several. */
export interface ShardedPartition {
  /** What the partition key of every shard begins with. */
  readonly partition: string
  /** Fixed for good: another number puts the same item elsewhere. */
  readonly shards: number
}

const checked = ({ partition, shards }: ShardedPartition): ShardedPartition => {
  checkWhole('shards', shards, 1, 10_000)
  return { partition, shards }
}

/**
 * The partition key under which an item lies: the same for the same `id`, so that it can be read, updated and deleted
 * directly.
 *
 * @example
 * ```ts
 * const sales = { partition: 'SALES#2026-01-31', shards: 10 }
 * await put(shop, { PK: shardOf(sales, saleId), SK: saleId, ...sale })
 * ```
 * @throws PipelineError `query.option-invalid`
 */
export const shardOf = (sharded: ShardedPartition, id: string): string => {
  const { partition, shards } = checked(sharded)
  const number = Number.parseInt(hash('sha256', id, 'hex').slice(0, 8), 16) % shards
  return shardName(partition, number)
}

const shardName = (partition: string, number: number): string => `${partition}#${number}`

/** All partition keys, for reading. */
export const shardsOf = (sharded: ShardedPartition): readonly string[] => {
  const { partition, shards } = checked(sharded)
  return Array.from({ length: shards }, (_, number) => shardName(partition, number))
}

/** How all shards are read together. */
export interface ShardedQuery extends Omit<MergedQuery, 'of'>, ShardedPartition {
  /** For every shard alike. @defaultValue all */
  readonly sort?: SortKeyCondition
}

/**
 * The items of all shards in the order of their sort keys: one query per shard.
 *
 * @example
 * ```ts
 * for await (const sale of shardedQuery(shop, { ...sales, order: 'descending' })) print(sale)
 * ```
 */
export const shardedQuery = (
  table: Table,
  query: ShardedQuery,
): AsyncGenerator<PlainItem, void, undefined> => {
  const { partition, shards, sort, ...shared } = query
  const of = shardsOf({ partition, shards }).map(each => ({
    partition: each,
    ...(sort !== undefined && { sort }),
  }))
  return mergedQuery(table, { ...shared, of })
}
