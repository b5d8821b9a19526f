import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import { looksPacked } from '../../core/blob/envelope.ts'
import { plainImage } from '../../core/record/fetch-blobs.ts'
import type { AttributeValue } from '../../core/attributes/attribute-value.ts'
import { plainItem } from '../items/values.ts'
import { lambdaForm, sdkForm } from '../items/lambda-form.ts'
import type { LargeOptions } from './large-options.ts'

const packedIn = (item: PlainItem): Readonly<Record<string, AttributeValue>> =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) => {
      if (!(value instanceof Uint8Array)) return []
      const marshalled = lambdaForm({ B: value })
      return looksPacked(marshalled) ? [[name, marshalled]] : []
    }),
  )

/**
 * An item as it was before `packItem`; an item with nothing packed is returned as it is.
 *
 * @throws PipelineError `blob.missing`, `blob.damaged`, `blob.unavailable`, `blob.not-fetched`
 */
export const unpackItem = async <I extends PlainItem | undefined>(
  item: I,
  { blobs }: Pick<LargeOptions, 'blobs'> = {},
): Promise<I> => {
  if (item === undefined) return item
  const packed = packedIn(item)
  if (Object.keys(packed).length === 0) return item
  const plain = Object.entries(await plainImage(packed, blobs))
  const unpacked = plain.map(([name, value]) => [name, sdkForm(value)] as const)
  return { ...item, ...plainItem(Object.fromEntries(unpacked)) }
}
