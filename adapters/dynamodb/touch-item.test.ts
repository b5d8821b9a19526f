import { randomUUID } from 'node:crypto'
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { describeOnTable } from '../../test/support/describe-on-table.ts'
import { httpEndpoint, passedOn } from '../../test/support/http-endpoint.ts'
import { indexedTable } from '../../test/support/keyed-table.ts'
import { imageOf } from './lambda-record.ts'
import { sdkImage } from './sdk-image.ts'
import { createTable } from './table-admin.ts'
import { itemToucher } from './touch-item.ts'

const keys: Image = { PK: { S: 'a' }, SK: { S: 'b' } }
const signal = new AbortController().signal
const set: Image = { _touched: { S: 'touch-1' } }

const value = fc.oneof(
  fc.string().map(S => ({ S })),
  fc.integer().map(number => ({ N: String(number / 1_000) })),
  fc.boolean().map(BOOL => ({ BOOL })),
  fc.constant({ NULL: true as const }),
  fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 }).map(SS => ({ SS })),
  fc
    .dictionary(
      fc.string({ minLength: 1 }),
      fc.string().map(S => ({ S })),
      { maxKeys: 3 },
    )
    .map(M => ({ M })),
  fc
    .array(
      fc.string().map(S => ({ S })),
      { maxLength: 3 },
    )
    .map(L => ({ L })),
)
/** Names that an expression may not have as they are. */
const name = fc.oneof(
  fc.constantFrom('size', 'name', 'a.b', 'a-b', ':x', '#y', 'ünter', '0', 'value[1]'),
  fc
    .string({ minLength: 1, maxLength: 12 })
    .filter(text => !['PK', 'SK', 'GSI1PK', '_touched', '__proto__'].includes(text)),
)
const rest = fc.dictionary(name, value, { maxKeys: 8, noNullPrototype: true }) as fc.Arbitrary<Image>

await describeOnTable('dynoxide', running => {
  const things = async () => {
    const client = running().clients.table
    const { tableName: TableName } = await createTable(client, indexedTable(`touched-${randomUUID()}`))
    return {
      TableName,
      toucher: await itemToucher(client, TableName),
      put: async (item: Image) => client.send(new PutItemCommand({ TableName, Item: sdkImage(item) })),
      remove: async () => client.send(new DeleteItemCommand({ TableName, Key: sdkImage(keys) })),
      read: async (): Promise<Image | undefined> => {
        const { Item } = await client.send(new GetItemCommand({ TableName, Key: sdkImage(keys) }))
        return Item && imageOf(Item)
      },
    }
  }

  it(
    'says of an item that can have no byte more that it is refused, and leaves it',
    { timeout: 60_000 },
    async () => {
      const { put, read, toucher } = await things()
      const { PK, SK } = { PK: 3, SK: 3 }
      // An item may have 400 KB, names and values together.
      const text = 'x'.repeat(400 * 1_024 - PK - SK - 'text'.length)
      await put({ ...keys, text: { S: text } })
      const item = (await read())!
      const { result, reason } = await toucher.touch({ keys, item, set }, signal)
      expect([result, reason]).toEqual(['refused', expect.stringMatching(/size/i) as unknown])
      expect(await read()).toEqual(item)
    },
  )

  it(
    'touches an item that is as it was read, whatever is in it, and nothing else of it',
    { timeout: 60_000 },
    async () => {
      const { put, read, toucher } = await things()
      await fc.assert(
        fc.asyncProperty(rest, async more => {
          await put({ ...keys, ...more })
          const item = (await read())!
          const { result, writeUnits } = await toucher.touch({ keys, item, set }, signal)
          expect(result).toBe('touched')
          expect(writeUnits).toBeGreaterThan(0)
          expect(await read()).toEqual({ ...item, ...set })
        }),
        { numRuns: 60 },
      )
    },
  )

  it(
    'writes over nothing that changed since it was read, was taken away or came',
    { timeout: 60_000 },
    async () => {
      const { put, read, remove, toucher } = await things()
      const other = fc.constantFrom('changed', 'added', 'lost', 'removed', 'touched')
      await fc.assert(
        fc.asyncProperty(rest, other, async (more, how) => {
          const first: Image = { ...keys, ...more, own: { S: 'before' } }
          await put(first)
          const item = (await read())!
          const { own: _, ...without } = item
          if (how === 'changed') await put({ ...item, own: { S: 'after' } })
          if (how === 'added') await put({ ...item, _touched: { S: 'somebody' } })
          if (how === 'lost') await put(without)
          if (how === 'removed') await remove()
          if (how === 'touched') await toucher.touch({ keys, item, set }, signal)
          const now = await read()
          const { result } = await toucher.touch(
            { keys, item, set: { ...set, _touched: { S: 'touch-2' } } },
            signal,
          )
          expect(result).toBe('changed')
          expect(await read()).toEqual(now)
        }),
        { numRuns: 60 },
      )
    },
  )

  it('touches an item with more attributes than an expression has room for', async () => {
    const { put, read, toucher } = await things()
    const item: Image = {
      ...keys,
      ...Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`n${at}`, { S: `${at}` }])),
    }
    await put(item)
    await expect(toucher.touch({ keys, item, set }, signal)).resolves.toMatchObject({ result: 'touched' })
    await put({ ...item, n1: { S: 'after' } })
    await expect(toucher.touch({ keys, item: { ...item, ...set }, set }, signal)).resolves.toMatchObject({
      result: 'changed',
    })
    expect((await read())?.['n1']).toEqual({ S: 'after' })
  })

  it('counts a touch whose answer was lost as the change of another, and makes no second one', async () => {
    const { put, read, TableName } = await things()
    await put({ ...keys, text: { S: 'x' } })
    const item = (await read())!
    let updates = 0
    const lossy = await httpEndpoint(async call => {
      const answer = await passedOn(running().engine.endpoint, call)
      if (call.operation !== 'UpdateItem') return answer
      updates += 1
      return updates === 1 ? 'drop' : answer
    })
    const toucher = await itemToucher(lossy.client, TableName)
    const { result } = await toucher.touch({ keys, item, set }, signal).finally(lossy.stop)
    expect([result, updates]).toEqual(['changed', 2])
    expect(await read()).toEqual({ ...item, ...set })
  })

  it('knows the keys of the table and of its indexes', async () => {
    const { toucher } = await things()
    expect([...toucher.keyAttributes].toSorted()).toEqual(['GSI1PK', 'PK', 'SK'])
  })
})
