import type { StandardSchema } from './standard-schema.ts'

/** How an item is told to be of an entity: attribute name to the text it holds, one of several, or a prefix. */
export type EntityMatch = Readonly<Record<string, string | readonly string[] | { readonly prefix: string }>>

/** What the items of an entity are: `type TicketItem = ItemOf<typeof Ticket>`. */
export type ItemOf<E> = E extends Entity<string, infer T> ? T : never

/** A kind of item, as frozen data: N is its name, T what its images are, M what they are told by. Made by `entity`; filters are about one. */
// The image type is erased where entities of several types meet in one list.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export interface Entity<N extends string = string, T = any, M extends EntityMatch = EntityMatch> {
  /** What reports, logs and audits call it. */
  readonly name: N
  /**
   * All attributes must match, in the image or, where a stream carries none, in the key. Its type holds the very
   * texts, so that what writes items can take them from here.
   */
  readonly match: M
  /** Checks an image and gives it its type; without one any attribute may be there. */
  readonly schema: StandardSchema<T> | undefined
}
