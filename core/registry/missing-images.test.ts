import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { seenAs } from '../../test/support/view-types.ts'
import type { StreamViewType } from '../record/stream-record.ts'
import { everything } from '../filter/words.ts'
import { batchProcessor } from '../processor/define-processor.ts'
import type { Processor } from '../processor/processor.ts'
import { viewOf } from '../record/view-of.ts'
import { canRefresh, missingFor } from './missing-images.ts'

const wanting = (more: Partial<Processor>): Processor => ({
  ...batchProcessor({
    name: 'p',
    filter: everything(),
    sink: 'state',
    handle: async () => Promise.resolve(),
  }),
  ...more,
})

/** The images that are missed, and by whom. */
const missed = (more: Partial<Processor>, viewType: StreamViewType, isUnclear = false): unknown => {
  const view = viewOf(seenAs(recordOf({ seq: 1 }), viewType))
  return missingFor(wanting(more), { kind: 'MODIFY', entity: undefined, isUnclear }, view)?.detail
}

describe('an image that the stream does not carry', () => {
  it.each<[StreamViewType, readonly ('old' | 'new')[], readonly ('old' | 'new')[] | undefined]>([
    ['KEYS_ONLY', ['old', 'new'], ['old', 'new']],
    ['KEYS_ONLY', ['new'], ['new']],
    ['NEW_IMAGE', ['old', 'new'], ['old']],
    ['NEW_IMAGE', ['new'], undefined],
    ['OLD_IMAGE', ['new'], ['new']],
    ['NEW_AND_OLD_IMAGES', ['old', 'new'], undefined],
  ])('of %s is missed by a processor that needs %j', (viewType, needs, images) => {
    expect(missed({ needs }, viewType)).toEqual(
      images && { reader: 'p', viewType, images, canRefresh: false },
    )
  })

  it('is missed by no processor that needs none', () => {
    expect(missed({}, 'KEYS_ONLY')).toBeUndefined()
  })

  it('is missed by a filter that cannot tell without it, whatever its processor needs', () => {
    const told = {
      reader: 'The filter of p',
      viewType: 'KEYS_ONLY',
      images: ['old', 'new'],
      canRefresh: false,
    }

    expect(missed({}, 'KEYS_ONLY', true)).toEqual(told)
    expect(missed({ needs: ['new'] }, 'KEYS_ONLY', true)).toEqual(told)
    expect(missed({ needs: ['new'] }, 'NEW_IMAGE', true)).toEqual({
      ...told,
      viewType: 'NEW_IMAGE',
      images: ['old'],
    })
  })

  it.each<[Partial<Processor>, boolean]>([
    [{}, false],
    [{ refreshes: true }, true],
    [{ refreshes: true, needs: ['new'] }, true],
    [{ refreshes: true, needs: ['old'] }, false],
    [{ needs: ['new'] }, false],
  ])('is made up for by a refresh, unless it is the old one: %o', (more, expected) => {
    expect(canRefresh(wanting(more))).toBe(expected)
    expect(missed(more, 'KEYS_ONLY', true)).toMatchObject({ canRefresh: expected })
  })
})
