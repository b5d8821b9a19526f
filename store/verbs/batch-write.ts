import type { WriteRequest } from '@aws-sdk/client-dynamodb'
import { raise } from '../../core/errors/pipeline-error.ts'
import { inRounds } from './batch-rounds.ts'
import type { Key } from '../items/key.ts'
import { keyPart, keyText, sdkKey } from '../items/key.ts'
import { operations } from '../calls/operations.ts'
import { storeFaults } from '../faults.ts'
import { itemToPut } from './put.ts'
import { send } from '../calls/send.ts'
import type { Table } from '../table.ts'
import type { SdkItem } from '../items/values.ts'
import { plainItem } from '../items/values.ts'

/** One write of a batch: an item put whole, or a key removed. A batch takes no conditions and no updates. */
export type BatchWrite = { readonly put: object } | { readonly remove: Key }

/** DynamoDB's limit for one BatchWriteItem. */
const maxWrites = 25

interface Entry {
  readonly write: BatchWrite
  readonly key: SdkItem
  /** The key, to be told from others. */
  readonly text: string
  readonly request: WriteRequest
}

const entryOf = (table: Table, write: BatchWrite): Entry => {
  if ('put' in write) {
    const { Item, key } = itemToPut(table, write.put)
    return { write, key, text: keyText(key), request: { PutRequest: { Item } } }
  }
  const Key = sdkKey(table, write.remove)
  return { write, key: Key, text: keyText(Key), request: { DeleteRequest: { Key } } }
}

const keyOf = (table: Table, { PutRequest, DeleteRequest }: WriteRequest): string =>
  keyText(keyPart(table, PutRequest?.Item ?? DeleteRequest?.Key ?? {}))

const checkDuplicates = (entries: readonly Entry[]): void => {
  const seen = new Set<string>()
  for (const { key, text } of entries) {
    if (seen.has(text)) throw raise(storeFaults, 'store.batch-duplicate', { key: plainItem(key) })
    seen.add(text)
  }
}

/**
 * Writes many items, 25 in a call. Unprocessed items are written again after a pause with jitter; when several calls
 * in a row get nowhere, the error lists what was not written. Items are written one by one, in no order and not as
 * one: for all or nothing there are transactions.
 *
 * @example
 * ```ts
 * await batchWrite(shop, [{ put: product }, { remove: { PK: 'PRODUCT#1', SK: 'PRODUCT#1' } }])
 * ```
 * @throws PipelineError `store.unwritten`; `store.batch-duplicate` and those of `put` before any call. An abort, or a
 * call that DynamoDB refuses, ends it at once with that error: what earlier calls wrote stays written
 */
export const batchWrite = async (
  table: Table,
  writes: readonly BatchWrite[],
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<void> => {
  const entries = writes.map(write => entryOf(table, write))
  checkDuplicates(entries)
  const { tableName } = table
  const { left, reason } = await inRounds(
    table,
    { size: maxWrites, signal },
    entries,
    async (chunk, attempt) => {
      const { UnprocessedItems } = await send(
        table,
        operations.batchWriteItem,
        { RequestItems: { [tableName]: chunk.map(({ request }) => request) } },
        { signal, attempt },
      )
      const unprocessed = new Set((UnprocessedItems?.[tableName] ?? []).map(request => keyOf(table, request)))
      return unprocessed.size === 0 ? [] : chunk.filter(({ text }) => unprocessed.has(text))
    },
  )
  if (left.length === 0) return
  const unwritten = left.map(({ write }) => write)
  throw raise(storeFaults, 'store.unwritten', { written: writes.length - left.length, unwritten, reason })
}
