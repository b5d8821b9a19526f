import { raise } from '../core/errors/raise.ts'

/** A document path taken apart: names of attributes, numbers of list entries. */
export type Segments = readonly [string, ...(string | number)[]]

/** A path with dots, `lines.0.sku`; or its parts, for names that hold dots or digits alone. */
export type DocumentPath = string | readonly (string | number)[]

/** The paths of an item of type T, as text: an attribute, or a dotted path that begins with one. */
export type PathOf<T> = (keyof T & string) | `${keyof T & string}.${string}`

/** What stands at a path of T, as far as its type says. */
export type ValueAt<T, P> = P extends keyof T
  ? T[P]
  : P extends `${infer Head}.${infer Rest}`
    ? Head extends keyof T
      ? ValueAt<NonNullable<T[Head]>, Rest>
      : unknown
    : unknown

const isPosition = (text: string): boolean => /^(0|[1-9]\d*)$/.test(text)

/**
 * Takes a path apart; a part of digits alone is a position in a list.
 * @throws PipelineError `store.expression-invalid`
 */
export const segmentsOf = (path: DocumentPath): Segments => {
  const parts = typeof path === 'string' ? path.split('.') : path
  const [first, ...rest] = parts.map((part, index) =>
    index > 0 && typeof path === 'string' && typeof part === 'string' && isPosition(part)
      ? Number(part)
      : part,
  )
  if (typeof first === 'string' && !parts.includes('')) return [first, ...rest]
  throw raise('store.expression-invalid', { problem: `${JSON.stringify(path)} is no path of an attribute` })
}

/** The path as a reader writes it. */
export const pathText = (segments: Segments): string => segments.join('.')

/** True when one of the two paths leads through the other, or both are one. */
export const pathsOverlap = (a: Segments, b: Segments): boolean =>
  a.slice(0, b.length).every((segment, index) => segment === b[index])
