import { describe, expect, it } from 'vitest'
import { arrowsOf, unreadable } from './arrows.ts'
import { drawRooms } from './draw-rooms.ts'
import type { RoomPlace } from './places.ts'
import { roomImports } from './room-imports.ts'

const sources: Readonly<Record<string, string>> = {
  'high/a.ts':
    "import type { X } from '../low/x.ts'\nimport { y } from './y.ts'\nimport ts from 'typescript'",
  'high/deep/b.ts': "export type { Y } from '../../low/y.ts'\nconst z = import('../../middle/z.ts')",
  'high/c.test.ts': "import { t } from '../aside/t.ts'",
  'middle/z.ts':
    "import type { X } from '../low/x.ts'\nimport { x } from '../low/x.ts'\nimport type { Y } from '../low/y.ts'",
  'low/x.ts': "type T = import('../base/t.ts').T",
}
const imports = roomImports(Object.keys(sources), file => sources[file] ?? '')

const at = (x: number, row: number): RoomPlace => ({ x, row, width: 100, words: '' })

describe('the picture of the rooms', () => {
  it('takes every form of import, but those of tests, and tells what is types only', () => {
    expect(imports).toEqual([
      { from: 'high', to: 'low', isTypeOnly: true },
      { from: 'high', to: 'middle', isTypeOnly: false },
      { from: 'low', to: 'base', isTypeOnly: true },
      { from: 'middle', to: 'low', isTypeOnly: false },
    ])
  })

  it('says of an arrow that it runs through a room, or up', () => {
    const straight = { high: at(100, 0), middle: at(100, 1), low: at(100, 2), base: at(100, 0) }

    expect(unreadable(arrowsOf(imports, straight), straight)).toEqual([
      'the arrow from high to low runs through middle',
      'the arrow from low to base does not point down',
    ])
  })

  it('draws one arrow for each import, dashed for types, and says them for who cannot see', () => {
    const apart = { high: at(100, 0), middle: at(300, 1), low: at(100, 2), base: at(100, 3) }
    const arrows = arrowsOf(imports, apart)
    const picture = drawRooms(apart, arrows, 'base')

    expect(unreadable(arrows, apart)).toEqual([])
    expect(picture.match(/class="arrow"/g)).toHaveLength(4)
    expect(picture.match(/stroke-dasharray/g)).toHaveLength(2)
    expect(picture).toContain('high imports low, middle, base.')
  })
})
