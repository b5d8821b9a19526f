import { randomUUID } from 'node:crypto'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { ExactNumber } from '../../core/attributes/exact-number.ts'
import { batchGet } from '../../store/verbs/batch-get.ts'
import { batchWrite } from '../../store/verbs/batch-write.ts'
import { changes } from '../../store/expressions/changes.ts'
import { and, attribute, not, or } from '../../store/expressions/condition.ts'
import { get } from '../../store/verbs/get.ts'
import { itemBytes, maxItemBytes } from '../../store/items/item-size.ts'
import { metered } from '../../store/calls/meter.ts'
import { collect } from '../../store/calls/page.ts'
import { put } from '../../store/verbs/put.ts'
import { query, queryPage, queryPages } from '../../store/verbs/query.ts'
import { remove } from '../../store/verbs/remove.ts'
import { scan } from '../../store/verbs/scan.ts'
import { compositeKey, within } from '../../store/expressions/sort-key.ts'
import type { Table, TableOptions } from '../../store/table.ts'
import { table } from '../../store/table.ts'
import { transact } from '../../store/transactions/transact.ts'
import { transaction } from '../../store/transactions/transaction.ts'
import { update } from '../../store/verbs/update.ts'
import { sdkItem } from '../../store/items/values.ts'
import { storeDifferential } from './store-differential.contract.ts'

/** A table with the keys and indexes of `infra/table.yml`, at any endpoint. */
export interface StoreUnderTest {
  readonly client: DynamoDBClient
  readonly tableName: string
}

/** What an engine cannot do, with the reason: those cases are skipped, and proven on recorded answers elsewhere. */
export interface Inability {
  /** Two units per KB for a write in a transaction. */
  readonly transactionalCapacity?: string
}

const exact = new ExactNumber('1234567890123456789012345678901234567.8')
const absent = attribute('PK').absent()

/**
 * What the store has to do on every engine.
 * @param given - asked in each test, so that an engine can be started before
 */
export const storeContract = (given: () => StoreUnderTest, cannot: Inability = {}): void => {
  const things = (options: Partial<TableOptions> = {}): Table =>
    table({
      ...given(),
      keys: { partitionKey: 'PK', sortKey: 'SK' },
      indexes: {
        GSI1: { partitionKey: 'GSI1PK', sortKey: 'GSI1SK' },
        GSI2: { partitionKey: 'GSI2PK', sortKey: 'GSI2SK' },
      },
      ...options,
    })
  const newKey = () => ({ PK: `THING#${randomUUID()}`, SK: 'A' })

  describe('one item', () => {
    it('is read as it was written, numbers to the last of 38 digits', async () => {
      const item = {
        ...newKey(),
        exact,
        small: 1e-130,
        big: 12345678901234567890123456789012345678n,
        cents: 19.99,
        read: new ExactNumber('0.30000000000000004'),
        numbers: new Set([1, exact]),
        nested: { list: [1, 'two', null, true, { empty: '' }], texts: new Set(['a', 'b']) },
        bytes: new Uint8Array([0, 255]),
      }
      await put(things(), item)

      const { PK, SK } = item
      const found = await get(things(), { PK, SK }, { consistent: true })

      expect(found).toEqual({ ...item, big: new ExactNumber(String(item.big)) })
      await put(things(), found ?? {}, { condition: attribute('exact').is(exact) })
    })

    it('holds each number of a set once, in whatever forms it came', async () => {
      const rounding = things({ floats: 'round' })
      const key = newKey()
      await put(rounding, { ...key, n: new Set([1, 1n, new ExactNumber('1.0'), 0.1 + 0.2, 0.3]) })

      expect(await get(things(), key, { consistent: true })).toEqual({ ...key, n: new Set([1, 0.3]) })
    })

    it('is not written when its condition fails, which tells the item that is there', async () => {
      const key = newKey()
      await put(things(), { ...key, n: 1 }, { condition: absent })

      const second = put(things(), { ...key, n: 2 }, { condition: absent })

      await expect(second).rejects.toMatchObject({
        code: 'store.condition-failed',
        detail: { key, item: { ...key, n: 1 } },
      })
      await expect(remove(things(), key, { condition: attribute('n').is(2) })).rejects.toMatchObject({
        detail: { item: { n: 1 } },
      })
      expect(await remove(things(), key)).toEqual({ ...key, n: 1 })
      expect(await remove(things(), key)).toBeUndefined()
    })

    it('is read in part, whatever its attributes are called', async () => {
      const key = newKey()
      await put(things(), { ...key, status: 'x', 'a.b': 1, '1': 2, lines: [{ name: 'a' }, { name: 'b' }] })

      const projection = ['status', ['a.b'], ['1'], 'lines[1].name']

      expect(await get(things(), key, { projection, consistent: true })).toEqual({
        status: 'x',
        'a.b': 1,
        '1': 2,
        lines: [{ name: 'b' }],
      })
    })

    it('is updated in all the ways of DynamoDB at once', async () => {
      const key = newKey()
      await put(things(), { ...key, size: 1, map: { name: 'a', gone: 1 }, tags: new Set(['a', 'b']), n: 1 })

      const all = changes()
        .set('map.name', 'b')
        .set('copy', attribute('size'))
        .setIfAbsent('size', 9)
        .append('log', ['x'])
        .prepend('queue', [1])
        .increment('count', 2, 10)
        .decrement('n', 0.1)
        .add('total', exact)
        .delete('tags', new Set(['a']))
        .remove('map.gone')

      expect(await update(things(), key, all)).toEqual({
        ...key,
        size: 1,
        copy: 1,
        map: { name: 'b' },
        log: ['x'],
        queue: [1],
        count: 12,
        n: 0.9,
        total: exact,
        tags: new Set(['b']),
      })
      const more = changes().append('log', ['y']).set('log2', []).prepend('queue', [2])
      const old = await update(things(), key, more, { returns: 'old' })
      expect(old).toMatchObject({ log: ['x'] })
      expect(await get(things(), key, { consistent: true })).toMatchObject({
        log: ['x', 'y'],
        queue: [2, 1],
      })
    })

    it('is updated at the expected version only', async () => {
      const key = newKey()
      await put(things(), { ...key, version: 1 })
      const to = (value: string) =>
        update(things(), key, changes().set('value', value), { expectedVersion: 1 })

      const results = await Promise.allSettled([to('a'), to('b')])

      expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      expect(await get(things(), key, { consistent: true })).toMatchObject({ version: 2 })
    })

    it('meets conditions of every kind', async () => {
      const key = newKey()
      await put(things(), { ...key, n: 5, limit: 7, name: 'abc', tags: new Set(['x']), list: [1] })
      const all = and(
        attribute('n').between(5, 6),
        attribute('n').oneOf([1, 5]),
        attribute('n').lessThan(attribute('limit')),
        attribute('name').startsWith('ab'),
        attribute('name').size().is(3),
        attribute('tags').contains('x'),
        attribute('list').hasType('L'),
        or(attribute('none').exists(), not(attribute('n').isNot(5))),
      )

      await put(things(), { ...key, n: 6 }, { condition: all })

      expect(await get(things(), key, { consistent: true })).toEqual({ ...key, n: 6 })
    })
  })

  it('counts the bytes of an item as the table does', async () => {
    const content = {
      ...newKey(),
      n: -123.4,
      list: [1, 'a'],
      map: { ä: '€' },
      set: new Set([1, 22]),
      text: '',
    }
    const room = maxItemBytes - itemBytes(sdkItem(content, things()))
    const filled = { ...content, text: 'x'.repeat(room) }

    await put(things(), filled)

    const larger = { ...filled, text: `${filled.text}x` }
    await expect(put(things(), larger)).rejects.toMatchObject({ code: 'store.item-too-large' })
    const { client, tableName: TableName } = given()
    const unchecked = client.send(new PutItemCommand({ TableName, Item: sdkItem(larger, things()) }))
    await expect(unchecked).rejects.toThrow(/size/i)
  })

  describe('a partition', () => {
    const partition = async (): Promise<string> => {
      const PK = `LIST#${randomUUID()}`
      const days = ['01', '02', '03', '04', '05']
      const writes = days.map((day, n) => ({
        put: { PK, SK: compositeKey(['ORDER', '2026', day]), n, exact },
      }))
      await batchWrite(things(), [...writes, { put: { PK, SK: 'PROFILE', n: 9 } }])
      return PK
    }
    const days = async (all: ReturnType<typeof query>): Promise<string> =>
      (await collect(all)).map(({ SK }) => String(SK).slice(-2)).join(' ')

    it('is read by prefix, range, and both ways', async () => {
      const PK = await partition()
      const read = (sort: Parameters<typeof within>[1] | undefined, order?: 'descending') =>
        query(things(), {
          partition: PK,
          sort: sort === undefined ? { prefix: 'ORDER#' } : within('ORDER#2026#', sort),
          ...(order && { order }),
        })

      expect(await days(read(undefined))).toBe('01 02 03 04 05')
      expect(await days(read(undefined, 'descending'))).toBe('05 04 03 02 01')
      expect(await days(read({ gte: '02', lte: '04' }))).toBe('02 03 04')
      expect(await days(read({ gte: '04' }))).toBe('04 05')
      const one = query(things(), { partition: PK, sort: 'ORDER#2026#03' })
      const rest = query(things(), { partition: PK, sort: { gt: 'ORDER#2026#04' } })
      expect([await days(one), await days(rest)]).toEqual(['03', '05 LE'])
    })

    it('is read page by page, each going on where the last ended', async () => {
      const PK = await partition()

      const pages = await collect(queryPages(things(), { partition: PK, limit: 4 }))

      expect(pages.map(({ items }) => items.length)).toEqual([4, 2])
      const startAfter = pages[0]?.lastKey
      const next = await queryPage(things(), { partition: PK, startAfter, consistent: true })
      expect(next.items).toEqual(pages[1]?.items)
    })

    it('says how much a filter read for what it let through', async () => {
      const PK = await partition()
      const filter = and(attribute('n').atLeast(3), attribute('exact').is(exact))

      const page = await queryPage(things(), { partition: PK, filter, projection: ['n'] })

      expect(page).toMatchObject({ scanned: 6, returned: 2, items: [{ n: 3 }, { n: 4 }] })
    })

    it('shows in a sparse index only what has its key', async () => {
      const PK = await partition()
      const mark = randomUUID()
      const flag = changes().set('GSI2PK', mark).set('GSI2SK', '1')
      await update(things(), { PK, SK: 'ORDER#2026#02' }, flag)

      const flagged = await collect(query(things(), { index: 'GSI2', partition: mark }))

      expect(flagged).toMatchObject([{ SK: 'ORDER#2026#02' }])
      const scanned = await collect(scan(things(), { index: 'GSI2', filter: attribute('GSI2PK').is(mark) }))
      expect(scanned).toEqual(flagged)
    })
  })

  describe('many items', () => {
    it('are written and read in as many calls as DynamoDB needs', async () => {
      const PK = `MANY#${randomUUID()}`
      const keys = Array.from({ length: 130 }, (_, n) => ({ PK, SK: String(n) }))
      const written = metered(things())
      await batchWrite(
        written.table,
        keys.map((key, n) => ({ put: { ...key, n } })),
      )
      await batchWrite(things(), [{ remove: { PK, SK: '5' } }])
      const read = metered(things())

      const found = await batchGet(read.table, [...keys, { PK, SK: '7' }], {
        consistent: true,
        projection: ['n'],
      })

      expect([written.used().requests, read.used().requests]).toEqual([6, 2])
      expect(found.map(item => item?.['n'])).toEqual([...keys.keys(), 7].map(n => (n === 5 ? undefined : n)))
    })
  })

  describe('a transaction', () => {
    it('does all of it', async () => {
      const [a, b, c, d] = [newKey(), newKey(), newKey(), newKey()]
      await batchWrite(things(), [{ put: { ...b, n: exact } }, { put: c }, { put: d }])

      await transact(
        things(),
        transaction()
          .put({ ...a, exact }, { condition: absent })
          .update(b, changes().increment('n', 0.1), { condition: attribute('n').is(exact) })
          .remove(c)
          .check(d, attribute('PK').exists()),
      )

      expect(await batchGet(things(), [a, b, c, d], { consistent: true })).toEqual([
        { ...a, exact },
        { ...b, n: new ExactNumber('1234567890123456789012345678901234567.9') },
        undefined,
        d,
      ])
    })

    it('does nothing when one condition fails, and names the action and the item', async () => {
      const [a, b] = [newKey(), newKey()]
      await put(things(), { ...b, n: 1 })
      const both = transaction()
        .put(a)
        .update(b, changes().set('n', 2), { condition: attribute('n').is(9), label: 'the second' })

      await expect(transact(things(), both)).rejects.toMatchObject({
        code: 'store.transaction-condition-failed',
        detail: { action: 'the second', index: 1, item: { ...b, n: 1 } },
      })
      expect(await get(things(), a, { consistent: true })).toBeUndefined()
    })

    it('is done once under one token, and refused for another request', async () => {
      const key = newKey()
      await put(things(), { ...key, n: 0 })
      const token = randomUUID()
      const once = transaction().update(key, changes().increment('n', 1))
      await transact(things(), once, { token })
      await transact(things(), once, { token })

      const other = transact(things(), transaction().update(key, changes().increment('n', 5)), { token })

      await expect(other).rejects.toMatchObject({ code: 'store.token-reused' })
      expect(await get(things(), key, { consistent: true })).toMatchObject({ n: 1 })
    })

    it('holds 100 actions', async () => {
      const PK = `HUNDRED#${randomUUID()}`
      const all = Array.from({ length: 100 }, (_, n) => ({ PK, SK: String(n) }))

      await transact(
        things(),
        all.reduce((so, item) => so.put(item), transaction()),
      )

      expect(await collect(query(things(), { partition: PK, consistent: true }))).toHaveLength(100)
    })

    it('happens however many meet on one item', async () => {
      const key = newKey()
      await put(things(), { ...key, n: 0 })
      const one = transaction().update(key, changes().increment('n', 1))

      await Promise.all(Array.from({ length: 20 }, () => transact(things(), one)))

      expect(await get(things(), key, { consistent: true })).toMatchObject({ n: 20 })
    })

    it('costs two units per KB', async context => {
      if (cannot.transactionalCapacity !== undefined) context.skip(cannot.transactionalCapacity)
      const meter = metered(things())

      await transact(meter.table, transaction().put(newKey()))

      expect(meter.used()).toMatchObject({ requests: 1, writeUnits: 2 })
    })
  })

  it('adds up what calls consume, indexes included', async () => {
    const meter = metered(things())
    const key = newKey()
    const GSI1PK = randomUUID()
    await put(meter.table, { ...key, GSI1PK, GSI1SK: '1', text: 'x'.repeat(1_500) })
    await get(meter.table, key, { consistent: true })
    await get(meter.table, key)
    await collect(query(meter.table, { index: 'GSI1', partition: GSI1PK }))

    expect(meter.used()).toEqual({ requests: 4, readUnits: 2, writeUnits: 4, indexes: { GSI1: 2.5 } })
  })

  storeDifferential(() => things())
}
