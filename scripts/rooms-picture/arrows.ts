import type { RoomPlace } from './places.ts'
import type { RoomImport } from './room-imports.ts'

/** The size of things, in pixels. */
export const metrics = Object.freeze({ width: 940, boxHeight: 56, rowHeight: 124, top: 24, spread: 34 })

/** An import as a straight line from the bottom of one box to the top of another. */
export interface Arrow extends RoomImport {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

export type Places = Readonly<Record<string, RoomPlace>>

export const topOf = ({ row }: RoomPlace): number => metrics.top + row * metrics.rowHeight

/** Ends beside each other on one side of a box, in the order of their slopes, so that they do not cross there. */
const endX = (room: string, others: readonly string[], other: string, places: Places): number => {
  const { x = 0, row = 0 } = places[room] ?? {}
  const slope = (name: string): number =>
    ((places[name]?.x ?? 0) - x) / Math.abs((places[name]?.row ?? 0) - row)
  const inOrder = others.toSorted((a, b) => slope(a) - slope(b))
  return x + (inOrder.indexOf(other) - (inOrder.length - 1) / 2) * metrics.spread
}

/** The arrows between rooms that have a place. */
export const arrowsOf = (imports: readonly RoomImport[], places: Places): readonly Arrow[] =>
  imports.flatMap(one => {
    const from = places[one.from]
    const to = places[one.to]
    if (from === undefined || to === undefined) return []
    const below = imports.filter(each => each.from === one.from && places[each.to]).map(each => each.to)
    const above = imports.filter(each => each.to === one.to && places[each.from]).map(each => each.from)
    const x1 = endX(one.from, below, one.to, places)
    const x2 = endX(one.to, above, one.from, places)
    return [{ ...one, x1, y1: topOf(from) + metrics.boxHeight, x2, y2: topOf(to) }]
  })

const runsThrough = ({ from, to, x1, y1, x2, y2 }: Arrow, room: string, place: RoomPlace): boolean => {
  if (room === from || room === to) return false
  const top = topOf(place)
  const at = (y: number): number => x1 + ((x2 - x1) * (y - y1)) / (y2 - y1)
  const isBetween = y1 < top && y2 > top + metrics.boxHeight
  const ends = [at(top), at(top + metrics.boxHeight)].map(x => (x - place.x) / (place.width / 2))
  return isBetween && Math.min(...ends) < 1 && Math.max(...ends) > -1
}

/** Why nobody could read the picture, a line each. */
export const unreadable = (arrows: readonly Arrow[], places: Places): readonly string[] =>
  arrows.flatMap(arrow => {
    const name = `the arrow from ${arrow.from} to ${arrow.to}`
    const crossed = Object.entries(places).filter(([room, place]) => runsThrough(arrow, room, place))
    return [
      ...(arrow.y2 > arrow.y1 ? [] : [`${name} does not point down`]),
      ...crossed.map(([room]) => `${name} runs through ${room}`),
    ]
  })
