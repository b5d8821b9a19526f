import type { Image } from '../attributes/attribute-value.ts'
import { canonicalNumber } from '../attributes/decimal.ts'
import { raise } from '../errors/pipeline-error.ts'
import { versionFaults } from '../errors/version-faults.ts'
import type { VersionedRecord, VersionStrategy } from './version-strategy.ts'

/** One below the greatest version, which the removal of such an item still needs. */
const greatest = 2n ** 63n - 2n
const whole = /^\d{1,19}$/

/** A whole number from 0, in whatever notation; `undefined` for everything else. */
const wholeIn = (image: Image | undefined, attribute: string): bigint | undefined => {
  const value = image?.[attribute]
  if (value === undefined || !('N' in value)) return undefined
  const text = canonicalNumber(value.N)
  const number = whole.test(text) ? BigInt(text) : undefined
  return number !== undefined && number <= greatest ? number : undefined
}

/** In words that hold no value. */
const foundIn = (image: Image | undefined, attribute: string): string => {
  if (image === undefined) return 'no image to look into'
  const value = image[attribute]
  if (value === undefined) return 'nothing'
  if (!('N' in value)) return `a value of type ${Object.keys(value).join()}`
  const text = canonicalNumber(value.N)
  if (text.startsWith('-')) return 'a number below 0'
  return /\.|E-/.test(text) && !text.includes('E+') ? 'a number with a fraction' : 'a number above 2^63 - 2'
}

/** Gone from the table; an item that only ceased to be what a filter selects has a new image, and its version. */
const isRemoved = ({ kind, newImage }: VersionedRecord): boolean =>
  kind === 'REMOVE' && newImage === undefined

/**
 * Versions that the items carry themselves: a whole number from 0 to 2^63 - 2, which every writer raises, also where
 * an item is written anew after its removal; a removal counts as one more than the last. The only ones that a table,
 * an export and a stream agree about. For tables whose writers already do that, as optimistic locking does.
 *
 * What breaks the rule is seen in a record's own images, or at the index, and settled by what the item is now; it is
 * counted as `version_inversion`, `version_tie` or `version_missing`. Without a source of items it is parked. A text
 * is no version, nor is one of a time: they are not compared.
 *
 * @example
 * ```ts
 * searchIndex({ filter: when(Product), store, index: 'products', version: attributeVersion('revision'), document })
 * ```
 * @throws PipelineError from `versionOf`: `version.attribute-missing`
 */
export const attributeVersion = (attribute: string): VersionStrategy =>
  Object.freeze({
    name: 'attribute',
    usesStreamHour: false,
    isOfItem: true,
    versionOf: (record: VersionedRecord) => {
      const isGone = isRemoved(record)
      const image = isGone ? record.oldImage : record.newImage
      const number = wholeIn(image, attribute)
      if (number === undefined) {
        const found = foundIn(image, attribute)
        throw raise(versionFaults, 'version.attribute-missing', { attribute, found })
      }
      return String(number + (isGone ? 1n : 0n))
    },
    floorOf: (item: Image | undefined) => wholeIn(item, attribute)?.toString() ?? '0',
    versionBefore: ({ oldImage }: VersionedRecord) => wholeIn(oldImage, attribute)?.toString(),
  })
