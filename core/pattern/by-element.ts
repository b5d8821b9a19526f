import type { FoundLeaf, Membership } from './find-fields.ts'

/** The element chosen of each array so far. */
export type Chosen = Map<number, number>

/** Leaves by the element of the outermost array that they are in, so that a choice there leaves few to look at. */
export interface ByElement {
  /** In no array. */
  readonly free: readonly FoundLeaf[]
  readonly arrays: ReadonlyMap<number, ReadonlyMap<number, readonly FoundLeaf[]>>
}

const outermost = (membership: Membership): Membership => {
  let at = membership
  while (at.outer !== undefined) at = at.outer
  return at
}

/** Sorts leaves by element. */
export const byElement = (found: readonly FoundLeaf[]): ByElement => {
  const free: FoundLeaf[] = []
  const arrays = new Map<number, Map<number, FoundLeaf[]>>()
  for (const each of found) {
    if (each.membership === undefined) {
      free.push(each)
      continue
    }
    const { array, index } = outermost(each.membership)
    const elements = arrays.get(array) ?? new Map<number, FoundLeaf[]>()
    const list = elements.get(index) ?? []
    list.push(each)
    arrays.set(array, elements.set(index, list))
  }
  return { free, arrays }
}

const isRuledOut = (chosen: Chosen, membership: Membership | undefined): boolean => {
  for (let at = membership; at !== undefined; at = at.outer) {
    if ((chosen.get(at.array) ?? at.index) !== at.index) return true
  }
  return false
}

/**
 * The leaves that what is chosen leaves possible; `exclude` is told the arrays whose choice rules others out. Those are
 * outermost ones: whoever chose within one of their elements chose that element, too.
 */
export const possible = function* (
  { free, arrays }: ByElement,
  chosen: Chosen,
  exclude: (array: number) => void,
): Iterable<FoundLeaf> {
  yield* free
  for (const [array, elements] of arrays) {
    const index = chosen.get(array)
    if (index !== undefined) exclude(array)
    const lists = index === undefined ? elements.values() : [elements.get(index) ?? []]
    for (const list of lists) for (const each of list) if (!isRuledOut(chosen, each.membership)) yield each
  }
}
