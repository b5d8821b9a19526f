import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Clock } from '../../core/clock.ts'
import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import { isFault } from '../../core/errors/pipeline-error.ts'
import { shopFaults } from '../faults.ts'
import type { Shop } from '../shop.ts'
import { shopTable } from '../shop.ts'
import type { WriteStep } from './plan.ts'
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
  /**
   * Does a write under its name, unless an earlier run has done it; `mayBeDone` where that one was cut off in it.
   * @defaultValue does it
   */
  readonly step?: (name: string, write: (mayBeDone: boolean) => Promise<unknown>) => Promise<void>
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void
}

const always: NonNullable<InputOptions['step']> = async (_, write) => {
  await write(false)
}

/** A write that a killed run has sent already is refused for what it has done itself. */
const again = async (write: WriteStep['write'], shop: Shop): Promise<void> => {
  try {
    await write(shop)
  } catch (error) {
    const own = ['shop.id-taken', 'shop.email-taken', 'shop.status-not-allowed'] as const
    if (!isFault(error, shopFaults, ...own)) throw error
  }
}

/** Writes the Northwind shop and what then happens in it; the same writes, in the same order per key, per seed. */
export const input = async (options: InputOptions): Promise<{ readonly writes: number }> => {
  const { client, tableName, clock, seed, concurrency = 8, signal, onProgress, step = always } = options
  const shop = shopTable({ client, tableName, clock })
  const rows = plan(await shopData(), seededRandom(seed))
  const total = rows.reduce((sum, row) => sum + row.length, 0)
  let done = 0
  await mapConcurrently(rows, concurrency, async row => {
    for (const { name, write } of row) {
      if (signal?.aborted === true) return
      await step(name, async mayBeDone => (mayBeDone ? again(write, shop) : write(shop)))
      done += 1
      onProgress?.({ done, total })
    }
  })
  return { writes: done }
}
