import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { ExactNumber } from '../core/attributes/exact-number.ts'
import { batchWrite } from './verbs/batch-write.ts'
import { changes } from './expressions/changes.ts'
import { attribute } from './expressions/condition.ts'
import { decodeCursor, encodeCursor } from './queries/cursor.ts'
import { get } from './verbs/get.ts'
import { put } from './verbs/put.ts'
import { queryPage } from './verbs/query.ts'
import { compositeKey, within } from './expressions/sort-key.ts'
import type { TableOptions } from './table.ts'
import { table } from './table.ts'
import { update } from './verbs/update.ts'
import { plainItem } from './items/values.ts'

// Nobody listens at this port: a call that was made would end as store.unavailable.
const client = new DynamoDBClient({
  endpoint: 'http://127.0.0.1:9',
  region: 'us-east-1',
  credentials: { accessKeyId: 'tailrace', secretAccessKey: 'local' },
})

const things = (options: Partial<TableOptions> = {}) =>
  table({
    client,
    tableName: 'things',
    keys: { partitionKey: 'PK', sortKey: 'SK' },
    retry: { maxAttempts: 1 },
    ...options,
  })
const key = { PK: 'a', SK: '1' }
const refused = (code: string, detail: object = {}) => ({ code, detail })

describe('before any call', () => {
  it.each([
    ['value-undefined', { ...key, a: { b: undefined } }, { path: 'a.b' }],
    ['value-undefined', { ...key, list: Array.of(1).concat(new Array<number>(1)) }, { path: 'list.1' }],
    ['value-unsupported', { ...key, at: new Date(0) }, { path: 'at', found: 'a Date' }],
    ['value-unsupported', { ...key, odd: Object.create(Object.create(null) as object) as object }, {}],
    ['value-unsupported', { ...key, s: new Set() }, { path: 's', found: 'an empty set' }],
    ['number-inexact', { ...key, total: [0.1 + 0.2] }, { path: 'total.0', value: 0.30000000000000004 }],
    ['number-out-of-range', { ...key, n: 10n ** 38n + 1n }, { path: 'n' }],
    ['key-invalid', { PK: 'a' }, { problem: 'lacks SK' }],
    ['key-invalid', { PK: 'a', SK: '' }, {}],
    ['item-too-large', { ...key, text: 'ä'.repeat(204_800) }, { key, limit: 409_600 }],
  ])('an item is refused for store.%s', async (code, item, detail) => {
    await expect(put(things(), item)).rejects.toMatchObject(refused(`store.${code}`, detail))
  })

  it.each([
    ['update-empty', changes(), { key }],
    ['key-in-update', changes().set('SK', '2'), { attribute: 'SK' }],
    ['value-undefined', changes().set('a', undefined), { path: 'a' }],
    ['number-inexact', changes().increment('n', 0.1 + 0.7), { path: 'n' }],
  ])('an update is refused for store.%s', async (code, all, detail) => {
    await expect(update(things(), key, all)).rejects.toMatchObject(refused(`store.${code}`, detail))
  })

  it('undefined is dropped where the table says so, and an update of nothing else is empty', async () => {
    const lenient = things({ removeUndefined: true })
    const nothing = changes().set('a', undefined)

    await expect(update(lenient, key, nothing)).rejects.toMatchObject(refused('store.update-empty'))
    await expect(put(lenient, { ...key, a: undefined })).rejects.toMatchObject({ code: 'store.unavailable' })
  })

  it('numbers of conditions, queries and keys are as exact as those of items', async () => {
    const condition = attribute('total').atLeast(1.1 * 3)

    await expect(put(things(), key, { condition })).rejects.toMatchObject(refused('store.number-inexact'))
    await expect(get(things(), { PK: 'a', SK: 0.1 + 0.2 })).rejects.toMatchObject({
      detail: { path: 'SK' },
    })
    const range = { partition: 'a', sort: { gte: 0.1 + 0.2 } }
    await expect(queryPage(things(), range)).rejects.toMatchObject(refused('store.number-inexact'))
    const rounding = things({ floats: 'round' })
    await expect(put(rounding, { ...key, n: 0.1 + 0.2 })).rejects.toMatchObject({ code: 'store.unavailable' })
  })

  it('a sort key takes a prefix or a range, never both', async () => {
    const both = { partition: 'a', sort: { prefix: 'ORDER#', gte: 'ORDER#2026' } }
    await expect(queryPage(things(), both)).rejects.toMatchObject(
      refused('store.sort-key-twice', { found: ['prefix', 'gte'] }),
    )
    const open = { partition: 'a', sort: { gt: '1', lt: '2' } }
    await expect(queryPage(things(), open)).rejects.toMatchObject(refused('store.sort-key-twice'))
    await expect(queryPage(things(), { partition: 'a', sort: {} })).rejects.toMatchObject(
      refused('store.expression-invalid'),
    )
    await expect(queryPage(things(), { partition: 'a', index: 'GSI9' })).rejects.toMatchObject(
      refused('store.index-unknown'),
    )
    expect(within('ORDER#', { gte: '2026-01' })).toEqual({ gte: 'ORDER#2026-01', lte: 'ORDER#\u{10FFFF}' })
  })

  it('a composite key refuses parts that would read as another key', () => {
    expect(compositeKey(['ORDER', 2026, '01'])).toBe('ORDER#2026#01')
    expect(() => compositeKey(['ORDER', 'a#b'])).toThrow(/a#b/)
  })

  it('one update cannot change an attribute twice, nor a part of it', () => {
    expect(() => changes().set('a.b', 1).remove('a')).toThrow(/both a.b and a/)
    expect(() => changes().append('l', [1]).prepend('l', [2])).toThrow(/both l and l/)
  })

  it('a batch writes an item once', async () => {
    const twice = batchWrite(things(), [{ put: { ...key, n: 1 } }, { remove: key }])

    await expect(twice).rejects.toMatchObject(refused('store.batch-duplicate', { key }))
  })
})

describe('a table', () => {
  it.each([
    ['retry.maxAttempts', { maxAttempts: 0 }],
    ['retry.maxAttempts', { maxAttempts: Number.NaN }],
    ['retry.baseDelayMs', { baseDelayMs: -1 }],
    ['retry.maxDelayMs', { maxDelayMs: Number.NaN }],
  ])('refuses %s without sense, which would retry for ever or never call', (option, retry) => {
    expect(() => things({ retry })).toThrow(option)
  })
})

describe('an answer of the SDK', () => {
  it('with an attribute that has no value, or a type that nobody knows, is an error that names it', () => {
    // As SDK 3.1164.0 gives an attribute that is called so.
    const item = JSON.parse('{"__proto__":null}') as Record<string, AttributeValue>
    Object.defineProperty(item, '__proto__', { value: undefined, enumerable: true })
    const unknown = { odd: { L: [{ NEW: 1 } as unknown as AttributeValue] } }

    expect(() => plainItem(item)).toThrow('Attribute __proto__ has no known DynamoDB type: nothing')
    expect(() => plainItem(unknown)).toThrow('Attribute odd has no known DynamoDB type: NEW.')
  })
})

describe('a cursor', () => {
  const scope = { list: 'orders of u1', secret: 'secret' }
  const last = { PK: 'a', n: new ExactNumber('12345678901234567890'), b: new Uint8Array([1, 255]) }

  it('gives back the key it was made of', () => {
    const found = decodeCursor(encodeCursor(last, scope), scope)

    expect({ ...found, b: [...(found['b'] as Uint8Array)] }).toEqual({ ...last, b: [1, 255] })
  })

  it('is refused when it was changed, or belongs to another list', () => {
    const cursor = encodeCursor(last, scope)

    const others = [
      [`A${cursor}`, scope],
      [cursor, { ...scope, list: 'orders of u2' }],
      [cursor, { ...scope, secret: 'other' }],
      ['', scope],
    ] as const
    for (const [text, other] of others) {
      expect(() => decodeCursor(text, other)).toThrow(
        expect.objectContaining({ code: 'store.cursor-invalid' }),
      )
    }
  })
})
