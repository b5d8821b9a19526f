import { describe, expect, it } from 'vitest'
import { entity } from '../entity/define-entity.ts'
import type { StreamViewType } from '../record/stream-record.ts'
import type { Filter } from './filter.ts'
import type { Side } from './image-sides.ts'
import { lackingImages } from './looks-at.ts'
import { allOf, everything, not, when } from './words.ts'

const all = everything()
const ByKey = entity('ByKey', { match: { PK: { prefix: 'THING#' } } })
const Mixed = entity('Mixed', { match: { PK: { prefix: 'THING#' }, type: 'THING' } })
const both: readonly Side[] = ['old', 'new']
const anyOrigin = all.origin('user', 'ttl', 'replica', 'self')

describe('a filter over events looks at no image of a stream that lacks it', () => {
  it.each<[string, Filter, StreamViewType, readonly Side[]]>([
    ['where a key is to change, which it never does', all.changed('PK'), 'KEYS_ONLY', []],
    ['for what else is asked of that', all.changed('PK').where({ a: 1 }), 'KEYS_ONLY', []],
    ['unless another attribute may change too', all.changed('PK', 'a'), 'KEYS_ONLY', both],
    ['unless an attribute is to change', all.changed('a'), 'NEW_IMAGE', ['old']],
    ['where what is new is to have changed', all.on('INSERT').changed('a'), 'KEYS_ONLY', []],
    [
      'for what else is asked of what is new and has changed',
      all.on('INSERT').changed('a').where({ b: 1 }),
      'KEYS_ONLY',
      [],
    ],
    ['where what is gone is to have become something', all.on('REMOVE').became('a', 1), 'KEYS_ONLY', []],
    [
      'for what else is asked of what is gone and has become something',
      all.on('REMOVE').became('a', 1).where({ b: 1 }),
      'KEYS_ONLY',
      [],
    ],
    ['unless one is to become something', all.became('a', 1), 'NEW_IMAGE', ['old']],
    [
      'where one is to become something by becoming one of its entity, which it was not',
      when(ByKey).on('INSERT').became('a', 1),
      'NEW_IMAGE',
      [],
    ],
    [
      'where its changes are to have no origin at all',
      allOf(all.where({ a: 1 }), not(anyOrigin)),
      'KEYS_ONLY',
      [],
    ],
    ['unless they may have any', allOf(all.where({ a: 1 }), anyOrigin), 'KEYS_ONLY', both],
    ['unless its key tells an entity by halves', when(Mixed), 'KEYS_ONLY', both],
  ])('%s', (_, { expr }, viewType, lacking) => {
    expect(lackingImages(expr, 'events', viewType, ['PK'])).toEqual(lacking)
  })
})
