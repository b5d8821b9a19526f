import type { AttributeValue, Image } from '../../../core/attributes/attribute-value.ts'
import { canonicalNumber } from '../../../core/attributes/decimal.ts'

const valueText = (value: AttributeValue): unknown => {
  if ('N' in value) return ['N', canonicalNumber(value.N)]
  if ('NS' in value) return ['NS', value.NS.map(canonicalNumber).toSorted()]
  if ('SS' in value) return ['SS', value.SS.toSorted()]
  if ('BS' in value) return ['BS', value.BS.toSorted()]
  if ('L' in value) return ['L', value.L.map(valueText)]
  if ('M' in value) return ['M', fieldsOf(value.M)]
  return Object.entries(value)
}

const fieldsOf = (image: Image): unknown =>
  Object.entries(image)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, valueText(value)])

/** Text that is the same for images that hold the same: maps and sets without order, numbers by value. */
export const imageText = (image: Image): string => JSON.stringify(fieldsOf(image))
