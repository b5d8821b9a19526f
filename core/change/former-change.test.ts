import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { entity } from '../entity/define-entity.ts'
import type { StandardSchema } from '../entity/standard-schema.ts'
import { anyOf, when } from '../filter/words.ts'
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

  it('is its old image where it stayed what it is', () => {
    expect(formerOf(became('USER', 'USER'), 'MODIFY', User)).toMatchObject({
      kind: 'REMOVE',
      entity: 'User',
      before: { name: 'X' },
    })
  })

  it('is nothing where the filter did not hold it', () => {
    expect(formerOf(became('OTHER', 'ADMIN'), 'INSERT', Admin)).toBeUndefined()
    expect(formerOf(recordOf({ seq: 1, kind: 'INSERT', after: { type: 'ADMIN' } }), 'INSERT', Admin)).toBe(
      undefined,
    )
  })
})
