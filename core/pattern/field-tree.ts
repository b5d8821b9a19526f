/** A name to look for in an object. */
export interface FieldStep {
  readonly name: string
  /** Slot of the path that ends here, if one does. */
  readonly slot: number | undefined
  /** What to look for in the object below. */
  readonly below: FieldTree
}

/** The names to look for in one object of an event. Made when first asked for: few events have them all. */
export type FieldTree = () => readonly FieldStep[]

/** What is left of a path, and its slot. */
type Rest = readonly [path: string, slot: number]

interface Gathered {
  slot: number | undefined
  readonly rests: Rest[]
}

/** AWS joins names with dots and forgets where they were joined, so a path may be split at any of its dots. */
const splits = (rests: readonly Rest[]): ReadonlyMap<string, Gathered> => {
  const steps = new Map<string, Gathered>()
  const at = (name: string): Gathered => {
    const step = steps.get(name) ?? { slot: undefined, rests: [] }
    steps.set(name, step)
    return step
  }
  for (const [path, slot] of rests) {
    for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      at(path.slice(0, dot)).rests.push([path.slice(dot + 1), slot])
    }
    at(path).slot = slot
  }
  return steps
}

const treeFor = (rests: readonly Rest[]): FieldTree => {
  let steps: readonly FieldStep[] | undefined
  return () =>
    (steps ??= [...splits(rests)].map(([name, { slot, rests: below }]) => ({
      name,
      slot,
      below: treeFor(below),
    })))
}

/** The tree of some paths; the slot of a path is its position. */
export const fieldTree = (paths: readonly string[]): FieldTree =>
  treeFor(paths.map((path, slot) => [path, slot]))
