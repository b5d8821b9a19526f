import { describe, expect, it } from 'vitest'
import { entity } from '../entity/define-entity.ts'
import { everything, when } from '../filter/words.ts'
import { processor } from '../processor/define-processor.ts'
import { imageNeeds } from './image-needs.ts'

const handle = async (): Promise<void> => Promise.resolve()
const Keyed = entity('Keyed', { match: { PK: { prefix: 'a' } } })

describe('the images that a processor needs', () => {
  it('are those that it declares, in the streams that do not carry them', () => {
    const needing = (needs: readonly ('old' | 'new')[]) =>
      imageNeeds(processor({ name: 'p', filter: everything(), needs, handle }))

    expect(needing(['new', 'old'])).toEqual({
      processor: 'p',
      images: ['old', 'new'],
      missing: {
        KEYS_ONLY: ['old', 'new'],
        NEW_IMAGE: ['old'],
        OLD_IMAGE: ['new'],
        NEW_AND_OLD_IMAGES: [],
      },
    })
    expect(needing([])).toMatchObject({
      images: [],
      missing: { KEYS_ONLY: [], NEW_IMAGE: [], OLD_IMAGE: [] },
    })
  })

  it('are those that its filter looks at besides, unless the keys tell', () => {
    const asking = processor({ name: 'p', filter: when(Keyed), needs: ['new'], handle })

    expect(imageNeeds(asking, { keys: ['PK'] })).toMatchObject({
      images: ['new'],
      missing: { KEYS_ONLY: ['new'], NEW_IMAGE: [], OLD_IMAGE: ['new'], NEW_AND_OLD_IMAGES: [] },
    })
    expect(imageNeeds(asking)).toMatchObject({
      images: ['old', 'new'],
      missing: { KEYS_ONLY: ['old', 'new'], OLD_IMAGE: ['new'], NEW_AND_OLD_IMAGES: [] },
    })
  })
})
