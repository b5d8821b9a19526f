import type { Expression } from '../filter/expression.ts'
import type { Side } from '../filter/image-sides.ts'
import { lacksImage, valueAt } from '../filter/image-sides.ts'
import type { RecordView } from '../record/record-view.ts'
import type { RequiredText, RequiredTexts, Popularity } from './required-texts.ts'
import { choicesOf, rarest, requiredTextsOf } from './required-texts.ts'

/** Finds the filters that may want a record; every filter that does want it is among them. */
export interface FilterIndex {
  /** Positions of filters, rising, each once. */
  readonly candidates: (view: RecordView) => readonly number[]
}

/** What is looked up: filters that hang on nothing more, and further texts that others hang on. */
interface Node {
  readonly always: readonly number[]
  readonly paths: readonly Path[]
}

interface Path {
  readonly path: string
  readonly byText: ReadonlyMap<string, Node>
}

/** A filter that is to be hung up: of each list of texts one has to hold. */
interface Hanging {
  readonly position: number
  readonly choices: readonly RequiredTexts[]
}

/** So many filters on one text are asked sooner than another text is looked up. */
const fewFilters = 4

const nameOf = ({ path, value }: RequiredText): string => `${path}\0${value}`

const countTexts = (texts: readonly RequiredText[]): Popularity => {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(nameOf(text), (counts.get(nameOf(text)) ?? 0) + 1)
  return text => counts.get(nameOf(text)) ?? 0
}

const inPlace = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** Hangs each filter on the rarest of its texts; where many hang on one, they are told apart by their other texts. */
const nodeOf = (filters: readonly Hanging[]): Node => {
  const popularity = countTexts(filters.flatMap(({ choices }) => choices.flat()))
  const always: number[] = []
  const hung = new Map<string, Map<string, Hanging[]>>()
  for (const { position, choices } of filters) {
    const texts = rarest(choices, popularity)
    if (texts === undefined) always.push(position)
    for (const { path, value } of texts ?? []) {
      const there = inPlace(
        inPlace(hung, path, () => new Map<string, Hanging[]>()),
        value,
        () => [],
      )
      if (there.at(-1)?.position === position) continue
      there.push({ position, choices: choices.filter(choice => choice !== texts) })
    }
  }
  const paths = [...hung].map(([path, byText]) => ({
    path,
    byText: new Map([...byText].map(([text, there]) => [text, crowdOf(there)])),
  }))
  return { always, paths }
}

const crowdOf = (filters: readonly Hanging[]): Node =>
  filters.length > fewFilters
    ? nodeOf(filters)
    : { always: filters.map(({ position }) => position), paths: [] }

const textAt = (view: RecordView, side: Side, path: string): string | undefined => {
  const value = valueAt(view, side, path)
  return value !== undefined && 'S' in value ? value.S : undefined
}

/** Both lists in one, rising, each position once. */
const union = (a: readonly number[], b: readonly number[]): readonly number[] => {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a
  const all = new Array<number>(a.length + b.length)
  let count = 0
  let left = 0
  let right = 0
  while (left < a.length || right < b.length) {
    const next = a[left] ?? Infinity
    const other = b[right] ?? Infinity
    all[count] = Math.min(next, other)
    count += 1
    if (next <= other) left += 1
    if (other <= next) right += 1
  }
  all.length = count
  return all
}

/** An index over the texts that filters require, so that a record is asked about only by the filters it may suit. */
export const filterIndex = (expressions: readonly Expression[]): FilterIndex => {
  const popularity = countTexts(expressions.flatMap(requiredTextsOf))
  const root = nodeOf(
    expressions.map((expr, position) => ({ position, choices: choicesOf(expr, popularity) })),
  )
  const everyone = expressions.map((_, position) => position)
  // Where the stream does not carry an image, its texts cannot be looked up and no filter may be left out.
  return {
    candidates: view => {
      if (lacksImage(view)) return everyone
      try {
        return candidatesOf(root, view)
      } catch {
        // A text that cannot be had: each filter that needs it says so for itself.
        return everyone
      }
    },
  }
}

const candidatesOf = ({ always, paths }: Node, view: RecordView): readonly number[] => {
  let found = always
  for (const { path, byText } of paths) {
    const current = textAt(view, 'new', path)
    const old = textAt(view, 'old', path)
    const now = current === undefined ? undefined : byText.get(current)
    const before = old === undefined || old === current ? undefined : byText.get(old)
    if (now !== undefined) found = union(found, candidatesOf(now, view))
    if (before !== undefined) found = union(found, candidatesOf(before, view))
  }
  return found
}
