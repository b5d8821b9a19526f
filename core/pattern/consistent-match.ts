import type { ByElement, Chosen } from './by-element.ts'
import { byElement, possible } from './by-element.ts'
import type { Fields, FoundLeaf, Membership } from './find-fields.ts'
import type { FieldCondition } from './pattern.ts'

/** The arrays whose chosen element stands in the way of a match. */
type Conflict = ReadonlySet<number>

const memberships = function* (membership: Membership | undefined): Iterable<Membership> {
  for (let at = membership; at !== undefined; at = at.outer) yield at
}

/** A condition with what the event has for it. */
interface Open {
  readonly found: ByElement
  readonly candidates: ByElement
  readonly mayBeAbsent: boolean
  /** Arrays that a choice among the candidates decides on. */
  readonly decides: Conflict
  readonly canBeMet: boolean
}

const openOf = ({ slot, mayBeAbsent, holds }: FieldCondition, { at }: Fields): Open => {
  const found = at[slot] ?? []
  const candidates = found.filter(({ value }) => holds(value))
  const arrays = candidates.flatMap(({ membership }) =>
    [...memberships(membership)].map(({ array }) => array),
  )
  return {
    found: byElement(mayBeAbsent ? found : []),
    candidates: byElement(candidates),
    mayBeAbsent,
    decides: new Set(arrays),
    canBeMet: mayBeAbsent || candidates.length > 0,
  }
}

const choose = (chosen: Chosen, membership: Membership | undefined): readonly number[] => {
  const added: number[] = []
  for (const { array, index } of memberships(membership)) {
    if (!chosen.has(array)) added.push(array)
    chosen.set(array, index)
  }
  return added
}

const firstOf = (found: Iterable<FoundLeaf>): FoundLeaf | undefined => {
  for (const each of found) return each
  return undefined
}

/**
 * `undefined` when the conditions from `next` on can be met beside what is chosen; otherwise the arrays that another
 * choice would have to differ in. Where that is none of those decided here, no other choice here can help, and none
 * is tried: without this, arrays side by side would multiply.
 */
const search = (open: readonly Open[], next: number, chosen: Chosen): Conflict | undefined => {
  const condition = open[next]
  if (condition === undefined) return undefined
  const { found, candidates, mayBeAbsent, decides } = condition
  const conflict = new Set<number>()
  const exclude = (array: number): void => void conflict.add(array)
  const goOn = (): 'met' | 'hopeless' | 'other' => {
    const below = search(open, next + 1, chosen)
    if (below === undefined) return 'met'
    let isDecidedHere = false
    for (const array of below) {
      conflict.add(array)
      isDecidedHere ||= decides.has(array)
    }
    return isDecidedHere ? 'other' : 'hopeless'
  }

  if (mayBeAbsent) {
    const present = firstOf(possible(found, chosen, () => undefined))
    if (present === undefined && goOn() === 'met') return undefined
    for (const { array } of memberships(present?.membership)) conflict.add(array)
  }
  for (const { membership } of possible(candidates, chosen, exclude)) {
    const added = choose(chosen, membership)
    const outcome = goOn()
    if (outcome === 'met') return undefined
    for (const array of added) chosen.delete(array)
    if (outcome === 'hopeless') break
  }
  return conflict
}

/** True when every condition can be met with no two fields in different elements of the same array. */
export const consistentMatch = (conditions: readonly FieldCondition[], fields: Fields): boolean => {
  const open = conditions.map(condition => openOf(condition, fields))
  return open.every(({ canBeMet }) => canBeMet) && search(open, 0, new Map()) === undefined
}
