import { looksPacked } from '../blob/envelope.ts'
import { orError } from '../errors/thrown.ts'
import type { AttributeValue, Image } from '../attributes/attribute-value.ts'
import type { PlainItem } from '../attributes/unmarshal.ts'
import { unmarshal } from '../attributes/unmarshal.ts'

/** `util.inspect.custom`: importing `node:util` for it would load worker threads and more into every cold start. */
const inspectCustom = Symbol.for('nodejs.util.inspect.custom')

type Item = Record<string, unknown>

/** `undefined` where something is packed or cannot be read, which is then read when it is asked for. */
const readAtOnce = (image: Image): Item | undefined => {
  const item: Item = {}
  try {
    for (const name in image) {
      const value = image[name]
      if (value === undefined) continue
      if (name === '__proto__' || looksPacked(value)) return undefined
      item[name] = unmarshal(value, name)
    }
  } catch {
    return undefined
  }
  return item
}

const notRead = Symbol('not read')

/** What an accessor needs to read its attribute. */
interface Source {
  readonly image: Image
  readonly expanded: () => Image
}

const readNow = ({ image, expanded }: Source, name: string): unknown => {
  const value = image[name]
  return unmarshal((looksPacked(value) ? expanded()[name] : value) as AttributeValue, name)
}

const lazily = (source: Source, name: string): PropertyDescriptor => {
  let value: unknown = notRead
  return {
    enumerable: true,
    get: () => (value === notRead ? (value = readNow(source, name)) : value),
  }
}

const described = (source: Source, name: string): PropertyDescriptor => {
  const value = source.image[name]
  const plain = looksPacked(value) ? notRead : orError(() => unmarshal(value as AttributeValue, name))
  return plain === notRead || plain instanceof Error
    ? lazily(source, name)
    : { enumerable: true, value: plain }
}

const readOrNamed = (item: object, name: string): unknown => orError(() => (item as Readonly<Item>)[name])

/** `console.log` would show `[Getter]` for what is not read yet. */
const shown: PropertyDescriptor = Object.freeze({
  value(this: object): object {
    return Object.fromEntries(Object.keys(this).map(name => [name, readOrNamed(this, name)]))
  },
})

/**
 * Accessors that are part of an object's hidden class live as long as that, until the next great collection, and hold
 * the whole event: twice the time of a batch. An object that lost a property keeps what it has to itself.
 */
const ownHolder = (): Item => {
  const item: Item = { first: undefined, second: undefined }
  delete item['first']
  delete item['second']
  return item
}

const readWhenAsked = (source: Source): Item => {
  const item = ownHolder()
  Object.defineProperty(item, inspectCustom, shown)
  for (const name in source.image) {
    if (source.image[name] !== undefined) Object.defineProperty(item, name, described(source, name))
  }
  return item
}

/**
 * An image as a plain item: an ordinary, frozen object, so that everything that people do with objects works with it
 * (`hasOwnProperty`, templates, `structuredClone`, comparing). Packed attributes and such as cannot be read are read
 * when they are asked for, and once: a handler that does not ask for an attribute does not fail because of it.
 *
 * @param expanded - the image without packed attributes, asked for when such a one is read
 */
export const lazyImage = (image: Image, expanded = (): Image => image): PlainItem =>
  Object.freeze(readAtOnce(image) ?? readWhenAsked({ image, expanded }))
