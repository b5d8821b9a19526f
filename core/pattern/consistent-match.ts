import type { Fields, Found, Membership } from './find-fields.ts'
import type { Condition } from './pattern.ts'

/** The arrays whose chosen element stands in the way of a match. */
type Conflict = ReadonlySet<number>

const memberships = function* (membership: Membership | undefined): Iterable<Membership> {
  for (let at = membership; at !== undefined; at = at.outer) yield at
}

/** A condition with what the event has for it. */
interface Open {
  readonly found: readonly Found[]
  readonly candidates: readonly Found[]
  readonly mayBeAbsent: boolean
  /** Arrays that a choice among the candidates decides on. */
  readonly decides: Conflict
}

const arraysOf = (found: readonly Found[]): Conflict =>
  new Set(found.flatMap(({ membership }) => [...memberships(membership)].map(({ array }) => array)))

const openOf = ({ slot, mayBeAbsent, holds }: Condition, { at }: Fields): Open => {
  const found = at[slot] ?? []
  const candidates = found.filter(({ value }) => holds(value))
  return { found, candidates, mayBeAbsent, decides: arraysOf(candidates) }
}

/** The element chosen of each array so far. */
type Chosen = Map<number, number>

const contradiction = (chosen: Chosen, membership: Membership | undefined): number | undefined => {
  for (let at = membership; at !== undefined; at = at.outer) {
    const index = chosen.get(at.array)
    if (index !== undefined && index !== at.index) return at.array
  }
  return undefined
}

const choose = (chosen: Chosen, membership: Membership | undefined): readonly number[] => {
  const added: number[] = []
  for (const { array, index } of memberships(membership)) {
    if (!chosen.has(array)) added.push(array)
    chosen.set(array, index)
  }
  return added
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
    const isAbsent = found.every(({ membership }) => contradiction(chosen, membership) !== undefined)
    if (isAbsent && goOn() === 'met') return undefined
    for (const array of arraysOf(found)) conflict.add(array)
  }
  for (const { membership } of candidates) {
    const array = contradiction(chosen, membership)
    if (array !== undefined) {
      conflict.add(array)
      continue
    }
    const added = choose(chosen, membership)
    const outcome = goOn()
    if (outcome === 'met') return undefined
    for (const each of added) chosen.delete(each)
    if (outcome === 'hopeless') break
  }
  return conflict
}

/** True when every condition can be met with no two fields in different elements of the same array. */
export const consistentMatch = (conditions: readonly Condition[], fields: Fields): boolean => {
  const open = conditions.map(condition => openOf(condition, fields))
  if (open.some(({ candidates, mayBeAbsent }) => candidates.length === 0 && !mayBeAbsent)) return false
  return search(open, 0, new Map()) === undefined
}
