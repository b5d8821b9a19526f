import { looksPacked } from '../blob/envelope.ts'
import type { Image } from '../record/attribute-value.ts'
import type { PlainItem } from './unmarshal.ts'
import { unmarshal } from './unmarshal.ts'

type Memo = Record<string, unknown>

/** A class, because one is made for each image that is read, and traps on a prototype cost an image nothing. */
class LazyTraps implements ProxyHandler<Memo> {
  readonly #image: Image
  readonly #expanded: () => Image

  constructor(image: Image, expanded: () => Image) {
    this.#image = image
    this.#expanded = expanded
  }

  #read(memo: Memo, name: string): unknown {
    if (Object.hasOwn(memo, name)) return memo[name]
    const stored = Object.hasOwn(this.#image, name) ? this.#image[name] : undefined
    const value = looksPacked(stored) ? this.#expanded()[name] : stored
    if (value === undefined) return undefined
    const plain = unmarshal(value, name)
    if (name === '__proto__') {
      // Not by assignment, which would change the prototype.
      Object.defineProperty(memo, name, { value: plain, enumerable: true, configurable: true })
    } else memo[name] = plain
    return plain
  }

  get(memo: Memo, name: string | symbol): unknown {
    return typeof name === 'string' ? this.#read(memo, name) : undefined
  }

  has(memo: Memo, name: string | symbol): boolean {
    return typeof name === 'string' ? Object.hasOwn(this.#image, name) : Reflect.has(memo, name)
  }

  ownKeys(): string[] {
    return Object.keys(this.#image)
  }

  getOwnPropertyDescriptor(memo: Memo, name: string | symbol): PropertyDescriptor | undefined {
    const value = typeof name === 'string' ? this.#read(memo, name) : undefined
    return value === undefined ? undefined : { value, enumerable: true, configurable: true }
  }

  set(): boolean {
    return false
  }

  defineProperty(): boolean {
    return false
  }

  deleteProperty(): boolean {
    return false
  }

  setPrototypeOf(): boolean {
    return false
  }
}

/**
 * An image as a plain item whose attributes are unmarshalled when they are first read, and only once. It behaves
 * like an ordinary object in spreads, loops, `in` and `JSON.stringify`, and cannot be changed.
 *
 * @param expanded - the image without packed attributes, asked for when such a one is read
 */
export const lazyImage = (image: Image, expanded = (): Image => image): PlainItem =>
  new Proxy<Memo>({}, new LazyTraps(image, expanded))
