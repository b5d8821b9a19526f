/** True for what a map can hold without losing anything: no instance of a class, whose nature would be lost. */
export const isPlainObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

/** What an object is an instance of, for an error. */
export const kindOf = ({ constructor }: { readonly constructor?: unknown }): string =>
  typeof constructor === 'function' ? constructor.name : 'thing without a constructor'
