import type { Arrow, Places } from './arrows.ts'
import { metrics, topOf } from './arrows.ts'
import type { RoomPlace } from './places.ts'

const style = `<style>
    .room { fill: #eef2ff; stroke: #64748b } .name { fill: #0f172a } .words { fill: #475569 }
    .arrow { stroke: #475569; fill: none } .head { fill: #475569 }
    @media (prefers-color-scheme: dark) {
      .room { fill: #1e293b; stroke: #94a3b8 } .name { fill: #f1f5f9 } .words { fill: #cbd5e1 }
      .arrow { stroke: #cbd5e1 } .head { fill: #cbd5e1 }
    }
  </style>`

const box = ([name, place]: readonly [string, RoomPlace]): string => {
  const { x, width, words } = place
  const top = topOf(place)
  return `<rect class="room" x="${x - width / 2}" y="${top}" width="${width}" height="${metrics.boxHeight}" rx="6"/>
  <text class="name" x="${x}" y="${top + 24}" font-size="15" font-weight="600">${name}/</text>
  <text class="words" x="${x}" y="${top + 43}" font-size="12">${words}</text>`
}

const line = ({ x1, y1, x2, y2, isTypeOnly }: Arrow): string =>
  `<path class="arrow" d="M${x1} ${y1}L${x2} ${y2 - 3}" marker-end="url(#head)"${isTypeOnly ? ' stroke-dasharray="5 4"' : ''}/>`

const listOf = (words: readonly string[]): string => words.join(', ')

const saysOf = (room: string, arrows: readonly Arrow[], base: string): string => {
  const imported = arrows.filter(({ from }) => from === room).map(({ to }) => to)
  return `${room} imports ${listOf([...imported, base])}.`
}

/** The picture as SVG: `base` is imported by all rooms, so it has no arrows but a sentence. */
export const drawRooms = (places: Places, arrows: readonly Arrow[], base: string): string => {
  const { width, boxHeight, rowHeight, top } = metrics
  const rooms = Object.entries(places)
  const height = top + Math.max(...rooms.map(([, { row }]) => row)) * rowHeight + boxHeight + 40
  const described = rooms.filter(([room]) => room !== base).map(([room]) => saysOf(room, arrows, base))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" text-anchor="middle" role="img" aria-labelledby="title desc">
  <title id="title">The rooms of Tailrace and what each imports</title>
  <desc id="desc">${described.join(' ')}</desc>
  ${style}
  <defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>
  ${[...arrows.map(line), ...rooms.map(box)].join('\n  ')}
  <text class="words" x="${width / 2}" y="${height - 14}" font-size="12">Every room imports ${base}/, which imports none. A dashed arrow: types only.</text>
</svg>
`
}
