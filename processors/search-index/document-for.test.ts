import { describe, expect, it } from 'vitest'
import type { AnyChange } from '../../core/change/change.ts'
import { changeOf } from '../../core/change/change-of.ts'
import { viewOf } from '../../core/record/view-of.ts'
import { recordOf } from '../../test/support/records.ts'
import { checkedPrefix, projectionOf } from './document-for.ts'

const change = changeOf(viewOf(recordOf({ seq: 1 })), 'MODIFY', undefined) as AnyChange
const projecting = (id: unknown, document: unknown) =>
  projectionOf(
    'things',
    '',
    () => id,
    () => document as object | undefined,
    () => undefined,
  )
const late = Promise.reject(new Error('nobody waits for it'))
late.catch(() => undefined)

describe('an id that is none', () => {
  it.each<[string, unknown]>([
    ['a promise', Promise.resolve('a')],
    ['a promise', late],
    ['null', null],
    ['a value of type undefined', undefined],
    ['a value of type number', 7],
    ['a value of type object', ['a']],
    ['an empty text', ''],
    ['a text that holds half a character', 'a\ud83d'],
  ])('is refused as %s', (found, id) => {
    expect(() => projecting(id, {}).idOf(change)).toThrow(
      expect.objectContaining({ code: 'search.id-invalid', detail: { processor: 'things', found } }),
    )
  })
})

describe('a document that is none', () => {
  it.each<[string, unknown]>([
    ['a promise', Promise.resolve({ name: 'x' })],
    ['a promise', late],
    ['null', null],
    ['a value of type string', 'x'],
    ['a value of type boolean', false],
    ['something without fields', [1]],
  ])('is refused as %s', (found, made) => {
    expect(() => projecting('a', made).contentOf(change)).toThrow(
      expect.objectContaining({ code: 'search.document-invalid', detail: { processor: 'things', found } }),
    )
  })
})

describe('the field that is kept for metadata', () => {
  it.each<[string, object]>([
    ['itself', { name: 'x', _tailrace: 1 }],
    ['by toJSON', { toJSON: () => ({ name: 'x', _tailrace: 1 }) }],
  ])('is refused where a document has it %s', (_, made) => {
    expect(() => projecting('a', made).contentOf(change)).toThrow(
      expect.objectContaining({
        code: 'search.field-reserved',
        detail: { processor: 'things', field: '_tailrace' },
      }),
    )
  })

  it.each<[string, object]>([
    ['in a field', { it: { _tailrace: 1 } }],
    ['where toJSON leaves it out', { it: 1, toJSON: () => ({ it: { _tailrace: 1 } }) }],
  ])('is taken %s', (_, made) => {
    expect(projecting('a', made).contentOf(change)).toBe('{"it":{"_tailrace":1}}')
  })
})

describe('a prefix of ids', () => {
  it.each(['', 'u:', 'x'.repeat(100), 'é'.repeat(50)])('is taken up to 100 bytes: %j', prefix => {
    expect(checkedPrefix(prefix)).toBe(prefix)
  })

  it.each(['x'.repeat(101), `${'é'.repeat(50)}x`, 'u\ud83d'])(
    'is refused where it is longer or half a character: %j',
    prefix => {
      expect(() => checkedPrefix(prefix)).toThrow(
        expect.objectContaining({ code: 'registry.id-prefix-invalid' }),
      )
    },
  )
})
