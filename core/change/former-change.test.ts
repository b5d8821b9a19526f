import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { seenAs } from '../../test/support/view-types.ts'
import { blobKeyOf, writeEnvelope } from '../blob/envelope.ts'
import { digestOf } from '../blob/packed-value.ts'
import { entity } from '../entity/define-entity.ts'
import type { StandardSchema } from '../entity/standard-schema.ts'
import { anyOf, everything, when } from '../filter/words.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { viewOf } from '../record/view-of.ts'
import type { AnyChange } from './change.ts'
import { changeOf } from './change-of.ts'
import { formerChanges } from './former-change.ts'

interface Named {
  readonly name: string
}

const shouting = (value: unknown) => ({ value: { name: (value as Named).name.toUpperCase() } })

const schemaOf = (validate: StandardSchema<Named>['~standard']['validate']): StandardSchema<Named> => ({
  '~standard': { version: 1, vendor: 'test', validate },
})

const User = entity<'User', Named>('User', { match: { type: 'USER' }, schema: schemaOf(shouting) })
const Admin = entity<'Admin', Named>('Admin', { match: { type: 'ADMIN' } })
const Guest = entity<'Guest', Named>('Guest', {
  match: { type: 'GUEST' },
  schema: schemaOf(async value => Promise.resolve(shouting(value))),
})
const anybody = anyOf(when(User), when(Admin), when(Guest))

const became = (before: string, after: string): StreamRecord =>
  recordOf({ seq: 1, before: { type: before, name: 'x' }, after: { type: after, name: 'y' } })

const formerOf = (record: StreamRecord, kind: AnyChange['kind'], as: typeof User | typeof Admin) =>
  formerChanges(anybody.expr)(changeOf(viewOf(record), kind, as) as AnyChange)

describe('what an item was to a filter before a change', () => {
  it('is of the entity that it was, by that one’s schema', () => {
    expect(formerOf(became('USER', 'ADMIN'), 'INSERT', Admin)).toMatchObject({
      kind: 'REMOVE',
      entity: 'User',
      before: { name: 'X' },
    })
  })

  it('is the image as it is stored where that schema is asynchronous', () => {
    expect(formerOf(became('GUEST', 'ADMIN'), 'INSERT', Admin)).toMatchObject({
      entity: 'Guest',
      before: { name: 'x' },
    })
  })

  it('is of the branch that held it, also where it was of both entities and stays one of the other', () => {
    const Open = entity<'Open', Named>('Open', { match: { type: 'USER' } })
    const Named = entity<'Named', Named>('Named', { match: { mark: 'M' } })
    const filter = anyOf(when(Open).where({ name: 'x' }), when(Named))
    const both = recordOf({
      seq: 1,
      before: { type: 'USER', mark: 'M', name: 'x' },
      after: { type: 'USER', mark: 'M', name: 'y' },
    })

    expect(formerChanges(filter.expr)(changeOf(viewOf(both), 'MODIFY', Named) as AnyChange)).toMatchObject({
      kind: 'REMOVE',
      entity: 'Open',
      before: { name: 'x' },
    })
  })

  it('is its old image where it stayed what it is', () => {
    expect(formerOf(became('USER', 'USER'), 'MODIFY', User)).toMatchObject({
      kind: 'REMOVE',
      entity: 'User',
      before: { name: 'X' },
    })
  })

  it('is its old image, of one entity, of a change only', () => {
    const former = formerChanges(when(User).expr)
    const change = (record: StreamRecord, kind: AnyChange['kind']): AnyChange =>
      changeOf(viewOf(record), kind, User) as AnyChange

    expect(former(change(became('USER', 'USER'), 'MODIFY'))).toMatchObject({
      kind: 'REMOVE',
      entity: 'User',
      before: { name: 'X' },
    })
    expect(former(change(became('USER', 'USER'), 'INSERT'))).toBeUndefined()
    expect(former(change(became('USER', 'ADMIN'), 'REMOVE'))).toBeUndefined()
  })

  it('is nothing of what is removed: that is the change itself', () => {
    expect(formerOf(became('USER', 'OTHER'), 'REMOVE', User)).toBeUndefined()
    expect(
      formerOf(recordOf({ seq: 1, kind: 'REMOVE', before: { type: 'USER', name: 'x' } }), 'REMOVE', User),
    ).toBeUndefined()
  })

  it('is nothing where the filter asks for more than the entity, and the old image had it not', () => {
    const isLive = ({ newImage, oldImage }: AnyChange): boolean =>
      JSON.stringify((newImage ?? oldImage)?.['status']) === '{"S":"live"}'
    const former = formerChanges(anyOf(when(User).matching(isLive), when(Admin)).expr)
    const change = (before: string): AnyChange => {
      const item = { type: 'USER', name: 'x' }
      const record = recordOf({
        seq: 1,
        before: { ...item, status: before },
        after: { ...item, status: 'live' },
      })
      return changeOf(viewOf(record), before === 'live' ? 'MODIFY' : 'INSERT', User) as AnyChange
    }

    expect(former(change('draft'))).toBeUndefined()
    expect(former(change('live'))).toMatchObject({ kind: 'REMOVE', entity: 'User' })
  })

  it('is nothing of what was inserted, whatever its record has for an old image', () => {
    const record = { ...became('USER', 'ADMIN'), eventName: 'INSERT' as const }

    expect(formerOf(record, 'INSERT', Admin)).toBeUndefined()
  })

  it('is of no entity where the filter holds what is of none too', () => {
    const former = formerChanges(anyOf(when(User), everything()).expr)
    const record = became('OTHER', 'USER')

    expect(former(changeOf(viewOf(record), 'INSERT', User) as AnyChange)).toMatchObject({
      kind: 'REMOVE',
      entity: '',
      before: { type: 'OTHER', name: 'x' },
      record: { eventName: 'REMOVE', dynamodb: { OldImage: record.dynamodb?.OldImage } },
    })
    expect(former(changeOf(viewOf(record), 'INSERT', User) as AnyChange)?.record.dynamodb).not.toHaveProperty(
      'NewImage',
    )
  })

  it('is nothing of what is removed as of no entity: that is the change itself', () => {
    const former = formerChanges(anyOf(when(User), everything().where({ status: 'live' })).expr)
    const record = recordOf({ seq: 1, before: { status: 'live' }, after: { status: 'draft' } })

    expect(former(changeOf(viewOf(record), 'REMOVE', undefined) as AnyChange)).toBeUndefined()
  })

  it('shows what lies elsewhere of it, which was fetched for the change', () => {
    const bytes = Buffer.from('x'.repeat(2_000))
    const payload = digestOf(bytes)
    const base = { type: 'S', isCompressed: false, isOffloaded: true, plainBytes: 2_000 } as const
    const record = recordOf({
      seq: 1,
      before: { type: 'USER', name: writeEnvelope({ ...base, payload }) },
      after: { type: 'ADMIN', name: 'y' },
    })
    const view = viewOf(record, undefined, new Map([[blobKeyOf(payload), bytes]]))

    expect(formerChanges(anybody.expr)(changeOf(view, 'INSERT', Admin) as AnyChange)).toMatchObject({
      entity: 'User',
      before: { name: 'X'.repeat(2_000) },
    })
  })

  it('is what a stream without old images can say of it: its removal, or nothing', () => {
    const record = seenAs(became('USER', 'ADMIN'), 'NEW_IMAGE')

    expect(formerOf(record, 'INSERT', Admin)).toBeUndefined()
    expect(formerOf(record, 'MODIFY', Admin)).toMatchObject({ kind: 'REMOVE', entity: 'Admin', key: 'a' })
  })

  it('is nothing where the filter did not hold it', () => {
    expect(formerOf(became('OTHER', 'ADMIN'), 'INSERT', Admin)).toBeUndefined()
    expect(formerOf(recordOf({ seq: 1, kind: 'INSERT', after: { type: 'ADMIN' } }), 'INSERT', Admin)).toBe(
      undefined,
    )
  })
})
