import type { Image } from '../attributes/attribute-value.ts'

/** DynamoDB nests 32 levels at most; what is endless would end in an overflow of the stack. */
export const maxLevels = 64

/** A type that is not known is for whoever reads it: DynamoDB may have a new one. */
export const mayBeType = (type: string): boolean => /^[A-Z]{1,8}$/.test(type)

/** True for the members of a set. */
export const areTexts = (content: unknown): boolean => {
  if (!Array.isArray(content)) return false
  for (const member of content as readonly unknown[]) if (typeof member !== 'string') return false
  return true
}

const isSoundList = (content: unknown, level: number): boolean => {
  if (!Array.isArray(content)) return false
  for (const value of content as readonly unknown[]) if (!isSoundValue(value, level)) return false
  return true
}

/** Of every type but the two that {@link isSoundValue} knows itself. */
const isSoundContent = (type: string, content: unknown, level: number): boolean => {
  switch (type) {
    case 'B':
      return typeof content === 'string'
    case 'M':
      return isSoundMap(content, level + 1)
    case 'L':
      return level < maxLevels && isSoundList(content, level + 1)
    case 'BOOL':
      return typeof content === 'boolean'
    case 'NULL':
      return content === true
    case 'SS':
    case 'NS':
    case 'BS':
      return areTexts(content)
    default:
      return mayBeType(type)
  }
}

/**
 * The content is read while the types are gone through: a property whose name is known by then costs nothing to find.
 * What is no object has no properties, or a text's, of which none is named as a type.
 */
const isSoundValue = (value: unknown, level: number): boolean => {
  const typed = value as Readonly<Record<string, unknown>>
  let count = 0
  for (const type in typed) {
    const content = typed[type]
    if (count > 0) return false
    count = 1
    // Four in five attributes are these two.
    if (type === 'S' || type === 'N') {
      if (typeof content !== 'string') return false
    } else if (!isSoundContent(type, content, level)) return false
  }
  return count === 1
}

const isSoundMap = (image: unknown, level: number): boolean => {
  if (typeof image !== 'object' || image === null || Array.isArray(image) || level > maxLevels) return false
  const attributes = image as Readonly<Record<string, unknown>>
  for (const name in attributes) {
    const value = attributes[name]
    if (value !== undefined && !isSoundValue(value, level)) return false
  }
  return true
}

/**
 * Whether everything in an image is what DynamoDB writes: each value with one type, and of that type. It is asked of
 * every record that is wanted, so it tells no more than that; see `problemInImage`.
 */
export const isSoundImage = (image: Image | undefined): boolean => image === undefined || isSoundMap(image, 0)
