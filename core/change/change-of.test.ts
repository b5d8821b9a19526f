import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { entity } from '../entity/define-entity.ts'
import { viewOf } from '../record/view-of.ts'
import type { AnyChange } from './change.ts'
import { changeOf } from './change-of.ts'

const Sized = entity('Sized', { match: { PK: 'a' }, schema: v.object({ size: v.string() }) })

/** What a change shows of its images, whether or not its kind is said to have them. */
const imagesOf = (change: AnyChange | Promise<AnyChange>): unknown => {
  const { before, after } = change as { readonly before?: unknown; readonly after?: unknown }
  return { before, after }
}

describe('a change', () => {
  const modified = viewOf(recordOf({ seq: 1, before: { size: 's' }, after: { size: 'l' } }))
  const old = { PK: 'a', type: 'THING', size: 's' }
  const current = { ...old, size: 'l' }

  it.each([
    ['INSERT', undefined, current],
    ['MODIFY', old, current],
    ['REMOVE', old, undefined],
  ] as const)('to its entity an %s has the images of that kind only', (kind, before, after) => {
    expect(imagesOf(changeOf(modified, kind, undefined))).toEqual({ before, after })
  })

  it('gives one and the same image however often it is read, and to every processor', () => {
    const [first, second] = [changeOf(modified, 'MODIFY', undefined), changeOf(modified, 'MODIFY', undefined)]

    expect((first as { after: unknown }).after).toBe((second as { after: unknown }).after)
  })

  it.each([
    ['no entity', undefined],
    ['an entity whose schema would refuse them', Sized],
  ])('of %s shows the keys where the stream carries no image', (_, of) => {
    const { dynamodb, ...record } = recordOf({ seq: 1 })
    const view = viewOf({
      ...record,
      dynamodb: { Keys: dynamodb?.Keys ?? {}, SequenceNumber: '1', StreamViewType: 'KEYS_ONLY' },
    })

    expect(imagesOf(changeOf(view, 'MODIFY', of))).toEqual({ before: { PK: 'a' }, after: { PK: 'a' } })
  })
})
