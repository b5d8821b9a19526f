import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { entity } from '../entity/define-entity.ts'
import type { StreamRecord } from '../record/stream-record.ts'
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
    ['INSERT', 'after', { before: undefined, after: { PK: 'a', type: 'THING', size: 'l' } }],
    ['REMOVE', 'before', { before: { PK: 'a', type: 'THING', size: 'l' }, after: undefined }],
  ] as const)('lacks nothing where an %s has the one image of its kind', (kind, side, images) => {
    const { dynamodb, ...record } = recordOf({ seq: 1, kind, [side]: { size: 'l' } })
    const other = kind === 'INSERT' ? { OldImage: null } : { NewImage: null }
    const { StreamViewType: _, ...rest } = { ...dynamodb, ...other }
    const view = viewOf({ ...record, dynamodb: rest } as unknown as StreamRecord)

    expect(imagesOf(changeOf(view, kind, undefined))).toEqual(images)
    expect(view.streamViewType).toBe('NEW_AND_OLD_IMAGES')
  })

  it.each([
    ['no entity', undefined],
    ['an entity whose schema would refuse them', Sized],
  ])('of %s says so when an image is read that the stream does not carry', (_, of) => {
    const { dynamodb, ...record } = recordOf({ seq: 1 })
    const view = viewOf({
      ...record,
      dynamodb: { Keys: dynamodb?.Keys ?? {}, SequenceNumber: '1', StreamViewType: 'KEYS_ONLY' },
    })

    const change = changeOf(view, 'MODIFY', of) as Extract<AnyChange, { kind: 'MODIFY' }>

    expect(change.keys).toEqual({ PK: 'a' })
    expect([change.newImage, change.oldImage]).toEqual([undefined, undefined])
    expect(() => change.before as unknown).toThrow('change.before needs the old image')
    expect(() => change.after as unknown).toThrow('change.after needs the new image')
  })
})
