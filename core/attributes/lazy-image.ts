import type { Image } from '../record/attribute-value.ts'
import type { PlainItem } from './unmarshal.ts'
import { unmarshal } from './unmarshal.ts'

type Memo = Record<string, unknown>

const readInto = (memo: Memo, image: Image, name: string): unknown => {
  if (Object.hasOwn(memo, name)) return memo[name]
  const value = Object.hasOwn(image, name) ? image[name] : undefined
  if (value === undefined) return undefined
  const plain = unmarshal(value, name)
  // Not by assignment, which would change the prototype for an attribute called __proto__.
  Object.defineProperty(memo, name, { value: plain, enumerable: true, configurable: true })
  return plain
}

const refuse = (): boolean => false

/**
 * An image as a plain item whose attributes are unmarshalled when they are first read, and only once. It behaves
 * like an ordinary object in spreads, loops, `in` and `JSON.stringify`, and cannot be changed.
 */
export const lazyImage = (image: Image): PlainItem =>
  new Proxy<Memo>(
    {},
    {
      get: (memo, name) => (typeof name === 'string' ? readInto(memo, image, name) : undefined),
      has: (memo, name) => (typeof name === 'string' ? Object.hasOwn(image, name) : Reflect.has(memo, name)),
      ownKeys: () => Object.keys(image),
      getOwnPropertyDescriptor: (memo, name) => {
        if (typeof name === 'string') readInto(memo, image, name)
        return Reflect.getOwnPropertyDescriptor(memo, name)
      },
      set: refuse,
      defineProperty: refuse,
      deleteProperty: refuse,
      setPrototypeOf: refuse,
    },
  )
