import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { seenAs, viewTypes } from '../../test/support/view-types.ts'
import type { StreamViewType } from '../record/stream-record.ts'
import { viewOf } from '../record/view-of.ts'
import type { Side } from './image-sides.ts'
import { absentSides, lacksImage } from './image-sides.ts'

const images = { before: { n: '1' }, after: { n: '2' } }

/** The sides on which the item existed and that a stream of the view type leaves out. */
const absent: Readonly<
  Record<StreamViewType, Readonly<Record<'INSERT' | 'MODIFY' | 'REMOVE', readonly Side[]>>>
> = {
  KEYS_ONLY: { INSERT: ['new'], MODIFY: ['old', 'new'], REMOVE: ['old'] },
  NEW_IMAGE: { INSERT: [], MODIFY: ['old'], REMOVE: ['old'] },
  OLD_IMAGE: { INSERT: ['new'], MODIFY: ['new'], REMOVE: [] },
  NEW_AND_OLD_IMAGES: { INSERT: [], MODIFY: [], REMOVE: [] },
}

describe('images that a record lacks', () => {
  it.each(
    viewTypes.flatMap(viewType =>
      (['INSERT', 'MODIFY', 'REMOVE'] as const).map(
        kind => [viewType, kind, absent[viewType][kind]] as const,
      ),
    ),
  )('are of sides on which the item existed: %s, %s', (viewType, kind, sides) => {
    const view = viewOf(seenAs(recordOf({ seq: 1, kind, ...images }), viewType))

    expect(absentSides(view)).toEqual(sides)
    expect(lacksImage(view)).toBe(sides.length > 0)
  })
})
