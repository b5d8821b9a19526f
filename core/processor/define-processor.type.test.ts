import { describe, expectTypeOf, it } from 'vitest'
import type { Change, Inserted, Removed } from '../change/change.ts'
import { entity } from '../entity/define-entity.ts'
import { anyOf, when } from '../filter/words.ts'
import { batchProcessor, processor } from './define-processor.ts'
import type { Context, Group, Processor } from './processor.ts'

interface UserImage {
  readonly email: string
}
const User = entity<'User', UserImage>('User', { match: { type: 'USER' } })
const Order = entity<'Order', { readonly total: number }>('Order', { match: { type: 'ORDER' } })
const joined = when(User).on('INSERT')

declare const onAny: (change: Change<'User', UserImage>) => Promise<void>
declare const onInserted: (change: Inserted<'User', UserImage>) => Promise<void>
declare const onRemoved: (change: Removed<'User', UserImage>) => Promise<void>
declare const onOrder: (change: Inserted<'Order', { readonly total: number }>) => Promise<void>
declare const onGroups: (groups: readonly Group<Inserted<'User', UserImage>>[]) => Promise<void>
declare const onRemovedGroups: (groups: readonly Group<Removed<'User', UserImage>>[]) => Promise<void>

describe('the handle of a processor', () => {
  it('is given what its filter selects', () => {
    const made = processor({
      name: 'greet',
      filter: joined,
      handle: async (change, context) => {
        expectTypeOf(change).toEqualTypeOf<Inserted<'User', UserImage>>()
        expectTypeOf(context).toEqualTypeOf<Context>()
        return Promise.resolve('applied')
      },
    })
    expectTypeOf(made).toEqualTypeOf<Processor>()
  })

  it('may take more than its filter selects', () => {
    processor({ name: 'greet', filter: joined, handle: onInserted })
    processor({ name: 'greet', filter: joined, handle: onAny })
  })

  it('refuses changes that its filter does not select', () => {
    // @ts-expect-error -- of another kind
    processor({ name: 'greet', filter: joined, handle: onRemoved })
    // @ts-expect-error -- of one kind, where the filter selects all
    processor({ name: 'greet', filter: when(User), handle: onInserted })
    // @ts-expect-error -- of another entity
    processor({ name: 'greet', filter: joined, handle: onOrder })
  })

  it('finds no image that its filter does not promise', () => {
    processor({
      name: 'greet',
      filter: joined,
      handle: async change => {
        // @ts-expect-error -- what is new has no image before
        await Promise.resolve(change.before)
      },
    })
    processor({
      name: 'greet',
      filter: joined,
      handle: async change => {
        // @ts-expect-error -- misspelt
        await Promise.resolve(change.after.emial)
      },
    })
  })

  it('tells several entities apart by their names', () => {
    processor({
      name: 'both',
      filter: anyOf(joined, when(Order).on('INSERT')),
      handle: async change => {
        if (change.entity === 'User') expectTypeOf(change.after).toEqualTypeOf<UserImage>()
        else expectTypeOf(change.after).toEqualTypeOf<{ readonly total: number }>()
        return Promise.resolve()
      },
    })
  })

  it('ends as applied, as unchanged, or with nothing', () => {
    // @ts-expect-error -- no such end
    processor({ name: 'greet', filter: joined, handle: async () => Promise.resolve('done') })
  })
})

describe('the handle of a batch processor', () => {
  it('is given groups of what its filter selects', () => {
    batchProcessor({
      name: 'greet',
      filter: joined,
      handle: async groups => {
        expectTypeOf(groups).toEqualTypeOf<readonly Group<Inserted<'User', UserImage>>[]>()
        return Promise.resolve()
      },
    })
    batchProcessor({ name: 'greet', filter: joined, handle: onGroups })
  })

  it('refuses groups of what its filter does not select', () => {
    // @ts-expect-error -- of another kind
    batchProcessor({ name: 'greet', filter: joined, handle: onRemovedGroups })
    // @ts-expect-error -- of one kind, where the filter selects all
    batchProcessor({ name: 'greet', filter: when(User), handle: onGroups })
  })
})
