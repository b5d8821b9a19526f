import type { Amount } from '../core/attributes/decimal-arithmetic.ts'
import type { ExactNumber } from '../core/attributes/exact-number.ts'
import type { Keys } from './keys.ts'

/** What the shop keeps of every item by itself. */
interface Stamps {
  readonly createdAt: string
  readonly updatedAt: string
  readonly version?: number | undefined
}

/** A number is written in any form, and read in one of two. */
type Written<V> = ExactNumber extends V ? V | Amount : V

/** What makes an item of type T: all that its entity's schema asks for, but the stamps. */
export type NewContent<T> = {
  readonly [A in keyof T as A extends keyof Stamps ? never : A]: Written<T[A]>
}

/** All attributes that an item of type T has in the table: tag, keys and stamps too. */
export type StoredItem<T> = NewContent<T> & Stamps & Keys & { readonly type: string }
