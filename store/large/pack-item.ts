import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import { smallestPackedBytes } from '../../core/blob/envelope.ts'
import { checkItemSize, itemBytes, maxItemBytes } from '../items/item-size.ts'
import { namesOf } from '../items/key.ts'
import type { Table } from '../table.ts'
import type { SdkItem } from '../items/values.ts'
import { plainItem, sdkItem } from '../items/values.ts'
import type { LargeOptions } from './large-options.ts'
import { largeOptions } from './large-options.ts'
import type { Packed } from './pack-value.ts'
import { asIs, compressValue, offloadValue } from './pack-value.ts'

/** Key attributes, of the table and of its indexes, are what DynamoDB itself has to read. */
const keyNamesIn = ({ keys, indexes }: Table): readonly string[] =>
  [keys, ...Object.values(indexes)].flatMap(namesOf)

const itemOf = (parts: ReadonlyMap<string, Packed>): SdkItem =>
  Object.fromEntries([...parts].map(([name, { value }]) => [name, value]))

const canGo = ({ bytes, envelope, value }: Packed): boolean =>
  bytes >= smallestPackedBytes && envelope?.isOffloaded !== true && value.N === undefined

/** The largest attribute that could still leave the item. */
const largestIn = (parts: ReadonlyMap<string, Packed>, fixed: readonly string[]): string | undefined =>
  [...parts]
    .filter(([name, packed]) => !fixed.includes(name) && canGo(packed))
    .toSorted(([, a], [, b]) => b.bytes - a.bytes)[0]?.[0]

const packParts = async (
  table: Table,
  attributes: object,
  options: LargeOptions,
  signal: AbortSignal | undefined,
): Promise<SdkItem> => {
  const { compressAbove, offloadAbove, blobs, keep } = largeOptions(options)
  const fixed = [...keyNamesIn(table), ...keep]
  const parts = new Map<string, Packed>()
  for (const [name, value] of Object.entries(sdkItem(attributes, table))) {
    parts.set(name, fixed.includes(name) ? asIs(value) : compressValue(value, compressAbove))
  }
  for (;;) {
    const name = largestIn(parts, fixed)
    const largest = name === undefined ? undefined : parts.get(name)
    if (blobs === undefined || name === undefined || largest === undefined) break
    if (largest.bytes <= offloadAbove && itemBytes(itemOf(parts)) <= maxItemBytes) break
    parts.set(name, await offloadValue(largest, blobs, signal))
  }
  return itemOf(parts)
}

/**
 * Packs the large attributes of an item: compressed from a size on, offloaded to a blob store from another, and, where
 * the item would still be too large for a table, the largest next. The stream view and `unpackItem`
 * give the values back as they were.
 *
 * Key attributes of the table and its indexes are never packed. Offloaded content is put before this returns; if the
 * item is then not written, or later replaced or deleted, its content stays: see `orphanedBlobs`.
 *
 * @example
 * ```ts
 * const large = { offloadAbove: 50_000, blobs: blobStore('s3://my-bucket/shop') }
 * await put(shop, await packItem(shop, item, large))
 * const read = await unpackItem(await get(shop, key), large)
 * ```
 * @throws PipelineError `store.item-too-large` when even packed it is, `large.threshold-invalid`, those of `put`
 */
export const packItem = async (
  table: Table,
  item: object,
  options: LargeOptions = {},
  signal?: AbortSignal,
): Promise<PlainItem> => {
  const packed = await packParts(table, item, options, signal)
  checkItemSize(table, packed)
  return plainItem(packed)
}

/**
 * Packs single attributes, for an update that sets them: whether the item still fits is then the table's to say.
 *
 * @example
 * ```ts
 * const { text } = await packAttributes(shop, { text: longText }, large)
 * await update(shop, key, changes().set('text', text))
 * ```
 * @throws PipelineError those of {@link packItem} but for the size
 */
export const packAttributes = async <A extends PlainItem>(
  table: Table,
  attributes: A,
  options: LargeOptions = {},
  signal?: AbortSignal,
): Promise<Readonly<Record<keyof A, unknown>>> =>
  // Each attribute that comes in goes out, packed or not.
  plainItem(await packParts(table, attributes, options, signal)) as Readonly<Record<keyof A, unknown>>
