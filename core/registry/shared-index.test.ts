import { describe, expect, it } from 'vitest'
import { everything } from '../filter/words.ts'
import { batchProcessor } from '../processor/define-processor.ts'
import type { Keeps, Processor } from '../processor/processor.ts'
import { registry } from './define-registry.ts'

const store = {}
const keeper = (name: string, keeps?: Partial<Keeps>): Processor => ({
  ...batchProcessor({ name, filter: everything(), sink: 'state', handle: async () => Promise.resolve() }),
  ...(keeps && { keeps: { store, place: 'https://search.example', index: 'items', idPrefix: '', ...keeps } }),
})

describe('two processors that keep an index', () => {
  it.each<[string, Partial<Keeps>]>([
    ['of one name in one store', {}],
    ['of one name at one place, which was opened twice', { store: {} }],
    ['of one name in one store, wherever that is', { place: '' }],
    ['with ids that begin as those of the other may', { idPrefix: 'a#' }],
  ])('are refused where it is the same: %s', (_, keeps) => {
    const refused = expect.objectContaining({
      code: 'registry.index-shared',
      detail: { index: 'items', names: expect.arrayContaining(['one', 'other']) as unknown },
    }) as Error

    expect(() =>
      registry([keeper('audit'), keeper('one', {}), keeper('x', { index: 'x' }), keeper('other', keeps)]),
    ).toThrow(refused)
    expect(() => registry([keeper('other', keeps), keeper('one', {})])).toThrow(refused)
  })

  it.each<[string, Partial<Keeps>, Partial<Keeps>]>([
    ['of another name', {}, { index: 'others' }],
    ['in another store', {}, { store: {}, place: 'https://other.example' }],
    ['in another store that tells no place', { place: '' }, { store: {}, place: '' }],
    ['with ids of its own', { idPrefix: 'a#' }, { idPrefix: 'b#' }],
  ])('are taken where it is another one: %s', (_, one, other) => {
    expect(registry([keeper('one', one), keeper('other', other)]).names()).toEqual(['one', 'other'])
  })
})
