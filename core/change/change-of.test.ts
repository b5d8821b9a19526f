import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { originRules } from '../../test/support/filter-arbitraries.ts'
import { recordOf } from '../../test/support/records.ts'
import { seenAs } from '../../test/support/view-types.ts'
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

describe('what a change says of its record', () => {
  const changeFrom = (record: StreamRecord, rules?: typeof originRules): AnyChange =>
    changeOf(
      viewOf(record, rules),
      record.eventName === 'REMOVE' ? 'REMOVE' : 'MODIFY',
      undefined,
    ) as AnyChange
  const timed = (time: unknown): StreamRecord => {
    const record = recordOf({ seq: 1 })
    return { ...record, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: time } } as StreamRecord
  }

  it('is when it was written, or that nobody can say', () => {
    const unreadable = (found: string): Error =>
      expect.objectContaining({ code: 'record.time-unreadable', detail: { found } }) as Error

    expect(changeFrom(recordOf({ seq: 1 })).at).toEqual(new Date('2026-01-01T00:00:00Z'))
    expect(() => changeFrom(timed(undefined)).at).toThrow(unreadable('missing'))
    expect(() => changeFrom(timed('soon')).at).toThrow(unreadable('a string'))
  })

  it('is whether the TTL service removed the item, and of no entity where none is asked for', () => {
    const record = recordOf({ seq: 1, kind: 'REMOVE' })
    const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }

    expect(changeFrom(record)).toMatchObject({ expired: false, entity: '' })
    expect(changeFrom({ ...record, userIdentity })).toMatchObject({ expired: true, origin: 'ttl' })
  })

  it.each(['MODIFY', 'REMOVE'] as const)(
    'is who wrote it, or that the image of a %s is needed for it',
    kind => {
      const record = recordOf({ seq: 1, kind, before: { writer: 'self' }, after: { writer: 'self' } })
      const untold = changeFrom(seenAs(record, 'KEYS_ONLY'), originRules)

      expect(changeFrom(record).origin).toBe('user')
      expect(() => untold.origin).toThrow(
        expect.objectContaining({
          detail: {
            reader: 'change.origin',
            viewType: 'KEYS_ONLY',
            images: [kind === 'REMOVE' ? 'old' : 'new'],
            canRefresh: false,
          },
        }) as Error,
      )
    },
  )
})

describe('a schema', () => {
  it('is asked once for each image, whoever wants the change, and again for another entity', () => {
    const asked: unknown[] = []
    const checking = (name: string) =>
      entity<string, unknown>(name, {
        match: { PK: 'a' },
        schema: {
          '~standard': {
            version: 1,
            vendor: 'test',
            validate: value => {
              asked.push((value as { readonly size: unknown }).size)
              return { value }
            },
          },
        },
      })
    const [first, second] = [checking('First'), checking('Second')]
    const view = viewOf(recordOf({ seq: 1, before: { size: 's' }, after: { size: 'l' } }))
    for (const kind of ['MODIFY', 'MODIFY', 'INSERT', 'REMOVE'] as const) void changeOf(view, kind, first)

    expect(asked).toEqual(['s', 'l'])
    void changeOf(view, 'REMOVE', second)
    expect(asked).toEqual(['s', 'l', 's'])
    void changeOf(view, 'INSERT', second)
    expect(asked).toEqual(['s', 'l', 's', 'l'])
    void changeOf(view, 'INSERT', checking('Third'))
    expect(asked).toEqual(['s', 'l', 's', 'l', 'l'])
  })
})
