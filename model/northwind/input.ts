import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Clock } from '../../core/clock.ts'
import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import { shopTable } from '../shop.ts'
import { plan } from './plan.ts'
import { seededRandom } from './seeded-random.ts'
import { shopData } from './shop-data.ts'

/** What `tailrace dev` gives the input module of a project. */
export interface InputOptions {
  readonly client: DynamoDBClient
  readonly tableName: string
  readonly seed: number
  readonly clock: Clock
  /** Writes under way at once. @defaultValue 8 */
  readonly concurrency?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void
}

/** Writes the Northwind shop and what then happens in it; the same writes, in the same order per key, per seed. */
export const input = async (options: InputOptions): Promise<{ readonly writes: number }> => {
  const { client, tableName, clock, seed, concurrency = 8, signal, onProgress } = options
  const shop = shopTable({ client, tableName, clock })
  const rows = plan(await shopData(), seededRandom(seed))
  const total = rows.reduce((sum, row) => sum + row.length, 0)
  let done = 0
  await mapConcurrently(rows, concurrency, async row => {
    for (const { write } of row) {
      if (signal?.aborted === true) return
      await write(shop)
      done += 1
      onProgress?.({ done, total })
    }
  })
  return { writes: done }
}
