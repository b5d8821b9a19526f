import type { AttributeValue, Image } from '../record/attribute-value.ts'
import { ownAttribute, sameAttribute } from './same-attribute.ts'

const step = (value: AttributeValue | undefined, name: string): AttributeValue | undefined => {
  if (value === undefined) return undefined
  if ('M' in value) return ownAttribute(value.M, name)
  if ('L' in value) return value.L[Number(name)]
  return undefined
}

/**
 * The attribute at a dotted path (`address.city`, `lines.0.sku`), or `undefined`. An attribute whose own name has
 * dots is found by its whole name first.
 */
export const attributeAt = (image: Image | undefined, path: string): AttributeValue | undefined => {
  if (image === undefined) return undefined
  const whole = ownAttribute(image, path)
  if (whole !== undefined) return whole
  if (!path.includes('.')) return undefined
  const [first = '', ...rest] = path.split('.')
  return rest.reduce(step, ownAttribute(image, first))
}

/** True when two attributes differ by value; absent against present differs. */
export const attributeChanged = (
  old: AttributeValue | undefined,
  current: AttributeValue | undefined,
): boolean => (old === undefined || current === undefined ? old !== current : !sameAttribute(old, current))
