/**
 * True for what a map can hold without losing anything: no instance of a class, whose nature would be lost. An object of
 * another realm (a worker's, a test runner's, `node:vm`'s) has another `Object.prototype`, which is known by what it has.
 */
export const isPlainObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype) return true
  return (
    typeof prototype === 'object' &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  )
}

/** What an object is an instance of, for an error. */
export const kindOf = ({ constructor }: { readonly constructor?: unknown }): string =>
  typeof constructor === 'function' && constructor.name !== ''
    ? constructor.name
    : 'thing without a constructor'
