import type { Expression } from '../filter/expression.ts'
import type { Side } from '../filter/sides.ts'
import { existsOn, hasImage, valueAt } from '../filter/sides.ts'
import type { RecordView } from '../record/record-view.ts'
import type { Anchor, Anchors } from './anchors.ts'
import { anchorsOf } from './anchors.ts'

/** Finds the filters that may want a record; every filter that does want it is among them. */
export interface AnchorIndex {
  /** Positions of filters, rising, each once. */
  readonly candidates: (view: RecordView) => readonly number[]
}

interface Path {
  readonly path: string
  readonly byText: ReadonlyMap<string, readonly number[]>
}

const nameOf = ({ path, value }: Anchor): string => `${path}\0${value}`

const countAnchors = (expressions: readonly Expression[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  const count = (anchors: Anchors): void => {
    for (const anchor of anchors) counts.set(nameOf(anchor), (counts.get(nameOf(anchor)) ?? 0) + 1)
  }
  // Counting is asking for the anchors with every text equally rare, once for each text a filter could hang on.
  for (const expr of expressions) allAnchors(expr).forEach(count)
  return counts
}

const allAnchors = (expr: Expression): readonly Anchors[] => {
  if (expr.op === 'all' || expr.op === 'any') return expr.of.flatMap(allAnchors)
  const anchors = anchorsOf(expr, () => 1)
  return anchors === undefined ? [] : [anchors]
}

const textAt = (view: RecordView, side: Side, path: string): string | undefined => {
  const value = valueAt(view, side, path)
  return value !== undefined && 'S' in value ? value.S : undefined
}

const none: readonly number[] = Object.freeze([])

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
export const anchorIndex = (expressions: readonly Expression[]): AnchorIndex => {
  const counts = countAnchors(expressions)
  const paths = new Map<string, Map<string, number[]>>()
  const always: number[] = []
  expressions.forEach((expr, position) => {
    const anchors = anchorsOf(expr, anchor => counts.get(nameOf(anchor)) ?? 0)
    if (anchors === undefined) always.push(position)
    for (const { path, value } of anchors ?? []) {
      const byText = paths.get(path) ?? new Map<string, number[]>()
      const positions = byText.get(value) ?? []
      if (!positions.includes(position)) positions.push(position)
      paths.set(path, byText.set(value, positions))
    }
  })
  const indexed: readonly Path[] = [...paths].map(([path, byText]) => ({ path, byText }))
  const everyone = expressions.map((_, position) => position)
  // Where the stream does not carry an image, its texts cannot be looked up and no filter may be left out.
  return {
    candidates: view => {
      if (lacksImage(view)) return everyone
      try {
        return candidatesOf(indexed, always, view)
      } catch {
        // A text that cannot be had: each filter that needs it says so for itself.
        return everyone
      }
    },
  }
}

const lacksImage = (view: RecordView): boolean =>
  (!hasImage(view, 'new') && existsOn(view, 'new')) || (!hasImage(view, 'old') && existsOn(view, 'old'))

const candidatesOf = (
  paths: readonly Path[],
  always: readonly number[],
  view: RecordView,
): readonly number[] => {
  let found = always
  for (const { path, byText } of paths) {
    const current = textAt(view, 'new', path)
    const old = textAt(view, 'old', path)
    if (current !== undefined) found = union(found, byText.get(current) ?? none)
    if (old !== undefined && old !== current) found = union(found, byText.get(old) ?? none)
  }
  return found
}
