import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { viewOf } from '../record/view-of.ts'
import { problemWith } from './malformed.ts'

const sound = { PK: { S: 'a' }, size: { N: '1' } }
const damaged = { PK: { S: 'a' }, size: { N: 1 } }

/** An image that is absent, sound or damaged. */
const image = fc.constantFrom(undefined, sound, damaged)

const withImages = (newImage: unknown, oldImage: unknown): StreamRecord => {
  const { dynamodb, ...record } = recordOf({ seq: 1 })
  const { NewImage: _new, OldImage: _old, ...rest } = dynamodb ?? {}
  return {
    ...record,
    dynamodb: {
      ...rest,
      ...(newImage !== undefined && { NewImage: newImage }),
      ...(oldImage !== undefined && { OldImage: oldImage }),
    },
  } as StreamRecord
}

describe('what is wrong with the images of a record', () => {
  it('is said of either of them, the new one first, and of nothing else', () => {
    fc.assert(
      fc.property(image, image, (newImage, oldImage) => {
        const name = newImage === damaged ? 'NewImage' : oldImage === damaged ? 'OldImage' : undefined

        const problem = problemWith(viewOf(withImages(newImage, oldImage)))

        expect(problem?.message).toEqual(
          name && expect.stringContaining(`its ${name}.size is of type N but holds`),
        )
      }),
    )
  })
})
