/** The paths of an item of type T, as text: an attribute, or a path that begins with one: `address.city`, `lines[0].sku`. */
export type PathOf<T> =
  (keyof T & string) | `${keyof T & string}.${string}` | `${keyof T & string}[${number}]${string}`

/** What stands at a path of T, as far as its type says. */
export type ValueAt<T, P> = P extends keyof T
  ? T[P]
  : P extends `${infer Head}.${infer Rest}`
    ? Head extends keyof T
      ? ValueAt<NonNullable<T[Head]>, Rest>
      : unknown
    : unknown
