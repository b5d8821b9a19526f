import type { Kind } from '../record/stream-record.ts'
import type { Truth } from './truth.ts'

/** What a filter makes of a record: the kind of change that is wanted, or may be, as far as the record tells. */
export interface Decision {
  readonly kind: Kind
  /** The decision rests on an image that the stream does not carry. */
  readonly isUnclear: boolean
}

const decisionsOf = (isUnclear: boolean): Readonly<Record<Kind, Decision>> => ({
  INSERT: { kind: 'INSERT', isUnclear },
  MODIFY: { kind: 'MODIFY', isUnclear },
  REMOVE: { kind: 'REMOVE', isUnclear },
})

const clear = decisionsOf(false)
const unclear = decisionsOf(true)

/**
 * What may have happened to an entity in a record, by whether the item was and is of it, which it is not where it did
 * not exist; `undefined` among them: nothing that concerns it. One element where everything is told.
 */
export const kindsBy = (isOld: Truth, isNew: Truth): readonly (Kind | undefined)[] => {
  const olds = isOld === undefined ? [true, false] : [isOld]
  const news = isNew === undefined ? [true, false] : [isNew]
  return olds.flatMap(old =>
    news.map((now): Kind | undefined => (now ? (old ? 'MODIFY' : 'INSERT') : old ? 'REMOVE' : undefined)),
  )
}

/**
 * For a processor of events, where it is not told what happened to the entity: unclear, unless all that may have
 * happened is refused, or the item is of the entity now and it makes no difference whether it was before.
 */
export const eventDecision = (
  raw: Kind,
  possible: readonly (Kind | undefined)[],
  holds: (kind: Kind) => Truth,
): Decision | undefined => {
  const truths = possible.map(kind => ({ kind, truth: kind === undefined ? false : holds(kind) }))
  const [first, ...others] = truths.flatMap(({ kind, truth }) =>
    kind === undefined || truth === false ? [] : [kind],
  )
  if (first === undefined) return undefined
  const kind = others.includes(raw) ? raw : first
  const isTold = truths.every(({ truth }) => truth === true) && !possible.includes('REMOVE')
  return isTold || (possible.length === 1 && truths[0]?.truth === true) ? clear[kind] : unclear[kind]
}

/** What is asked of a filter whose sink holds state. */
export interface Holding {
  /** Whether the filter held the item before the write, and holds it after. */
  readonly was: Truth
  readonly is: Truth
  /** Whether its predicates let the item enter. */
  readonly enters: (kind: Kind) => Truth
  /** Whether the whole filter lets the change of an item that stays through. */
  readonly gate: () => Truth
}

/**
 * For a processor whose sink holds state. What counts is whether the item is held now: one that is not is removed,
 * also where it may never have been there; one that is is written, also where the words about the event cannot be
 * told, because what is written is true.
 */
export const stateDecision = ({ was, is, enters, gate }: Holding): Decision | undefined => {
  if (is === false) return was === false ? undefined : clear.REMOVE
  const kind = was === false ? 'INSERT' : 'MODIFY'
  if (is === undefined) return was === false && enters(kind) === false ? undefined : unclear[kind]
  if (was === true && gate() === false) return undefined
  const mayEnter = enters(kind)
  if (mayEnter === false) return undefined
  return mayEnter === undefined ? unclear[kind] : clear[kind]
}
