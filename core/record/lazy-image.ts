import { inspect } from 'node:util'
import { looksPacked } from '../blob/envelope.ts'
import { orError } from '../errors/thrown.ts'
import type { AttributeValue, Image } from '../attributes/attribute-value.ts'
import type { PlainItem } from '../attributes/unmarshal.ts'
import { unmarshal } from '../attributes/unmarshal.ts'

/** What an image needs to read the rest of its attributes. */
interface Source {
  readonly image: Image
  readonly expanded: () => Image
  readonly item: object
}

const notRead = Symbol('not read')

const readAt = ({ image, expanded }: Source, name: string): unknown => {
  const value: unknown = image[name]
  const stored = isTyped(value) && looksPacked(value) ? expanded()[name] : value
  return unmarshal((stored ?? value) as AttributeValue, name)
}

/** Read when it is asked for, and once. */
const defineLazy = (source: Source, name: string): void => {
  let value: unknown = notRead
  Object.defineProperty(source.item, name, {
    enumerable: true,
    configurable: true,
    get: () => (value === notRead ? (value = readAt(source, name)) : value),
  })
}

const isTyped = (value: unknown): value is AttributeValue => typeof value === 'object' && value !== null

/** `undefined` for what takes longer to read than to put off, and for what cannot be read. */
const atOnce = (value: unknown): unknown => {
  if (!isTyped(value)) return undefined
  const { S, N } = value as { readonly S?: unknown; readonly N?: unknown }
  if (typeof S === 'string' && N === undefined) return S
  if ('M' in value || 'L' in value || looksPacked(value)) return undefined
  const plain = orError(() => unmarshal(value))
  return plain instanceof Error ? undefined : plain
}

const readOrNamed = (item: object, name: string): unknown =>
  orError(() => (item as Readonly<Record<string, unknown>>)[name])

/** `console.log` would show `[Getter]` for what is not read yet. */
const shown: PropertyDescriptor = Object.freeze({
  value(this: object): object {
    return Object.fromEntries(Object.keys(this).map(name => [name, readOrNamed(this, name)]))
  },
})

/**
 * An image as a plain item: an ordinary, frozen object, so that everything that people do with objects works with it
 * (`hasOwnProperty`, templates, `structuredClone`, comparing). Maps, lists, packed
 * attributes and such as cannot be read are read when they are asked for, and once: most handlers ask for few, and one
 * that does not ask for an attribute does not fail because of it.
 *
 * @param expanded - the image without packed attributes, asked for when such a one is read
 */
export const lazyImage = (image: Image, expanded = (): Image => image): PlainItem => {
  const item: Record<string, unknown> = {}
  // Before anything else: objects that begin alike are made alike, which costs a fraction.
  Object.defineProperty(item, inspect.custom, shown)
  const source: Source = { image, expanded, item }
  for (const name in image) {
    const value = image[name]
    if (value === undefined) continue
    const plain = name === '__proto__' ? undefined : atOnce(value)
    if (plain === undefined) defineLazy(source, name)
    else item[name] = plain
  }
  return Object.freeze(item)
}
