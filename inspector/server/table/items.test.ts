import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { imageOfItem, sdkImage } from '../../../adapters/dynamodb/sdk-image.ts'
import type { Image } from '../../../core/attributes/attribute-value.ts'
import type { WithTable } from '../../../test/support/with-table.ts'
import { withTable } from '../../../test/support/with-table.ts'
import { isReading, readPage, runStatement } from './read-items.ts'
import { tableKeys } from './table-keys.ts'
import { exported, itemsInText } from './transfer.ts'
import { deleteShown, edit, putAnyway, putNew } from './write-items.ts'
import type { WritableTable } from './write-items.ts'

let world: WithTable
let table: WritableTable
let client: DynamoDBClient
beforeAll(async () => {
  world = await withTable('dynoxide')
  client = world.clients.table
  table = { client, ...world.table }
}, 60_000)
afterAll(async () => world.engine.stop())

const keys = { PK: { S: 'P' }, SK: { S: 'S' } }
const shown: Image = {
  ...keys,
  n: { N: '12345678901234567890.123456789012345678' },
  set: { NS: ['1', '0.1'] },
  bytes: { B: 'AP8=' },
  deep: { M: { list: { L: [{ BS: ['AQ==', 'Ag=='] }, { NULL: true }] } } },
}
const now = async (): Promise<Image | undefined> => {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table.tableName, Key: sdkImage(keys), ConsistentRead: true }),
  )
  return Item && imageOfItem(Item)
}

describe('an item that is edited', () => {
  beforeEach(async () => putAnyway(table, shown))

  it('becomes what is wanted, exactly, where it is what was shown', async () => {
    const wanted = { ...shown, n: { N: '-0.00000000000000000000000000000000000001' }, new: { S: 'x' } }
    const rest = Object.fromEntries(Object.entries(wanted).filter(([name]) => name !== 'set'))

    await edit(table, shown, rest)

    expect(await now()).toEqual(rest)
  })

  it.each<readonly [string, Image]>([
    ['another value', { ...shown, n: { N: '12345678901234567890.123456789012345679' } }],
    ['an attribute more', { ...shown, more: { S: 'x' } }],
    ['another byte', { ...shown, bytes: { B: 'AP4=' } }],
  ])('stays as it is with %s than was shown', async (_, there) => {
    await putAnyway(table, there)

    await expect(edit(table, shown, { ...shown, n: { N: '1' } })).rejects.toMatchObject({
      code: 'inspector.item-changed',
    })
    await expect(deleteShown(table, shown)).rejects.toMatchObject({ code: 'inspector.item-changed' })
    expect(await now()).toEqual(there)
  })

  it('is neither made another item nor put over one that is there', async () => {
    await expect(edit(table, shown, { ...shown, SK: { S: 'T' } })).rejects.toThrow('its key is another one')
    await expect(putNew(table, { ...keys, n: { N: '1' } })).rejects.toMatchObject({
      code: 'inspector.item-changed',
    })
    await expect(putNew(table, { PK: { S: 'P' } })).rejects.toThrow('it has no SK')
    expect(await now()).toEqual(shown)
  })

  it('is gone when it was deleted as shown', async () => {
    await deleteShown(table, shown)

    expect(await now()).toBeUndefined()
    await expect(deleteShown(table, shown)).rejects.toMatchObject({ code: 'inspector.item-changed' })
  })

  it('survives export and import', async () => {
    const { items } = await readPage(client, { tableName: table.tableName })
    await deleteShown(table, shown)

    for (const item of itemsInText(exported(items))) await putNew(table, item)

    expect(await now()).toEqual(shown)
  })
})

describe('items that are read', () => {
  const item = (number: number): Image => ({
    ...{ PK: { S: 'page' }, SK: { S: String(number).padStart(3, '0') } },
    ...{ GSI1PK: { S: 'all' }, GSI1SK: { S: String(number % 7) }, n: { N: String(number) } },
  })
  beforeAll(async () => {
    for (let number = 0; number < 120; number += 1) await putAnyway(table, item(number))
  }, 60_000)
  const partition = { name: 'PK', op: '=', value: { S: 'page' } } as const

  it('come in pages, each once, in the order that was asked for', async () => {
    for (const isDescending of [false, true]) {
      const found: string[] = []
      let next: string | undefined
      do {
        const page = await readPage(client, { tableName: table.tableName, partition, isDescending, next })
        expect(page.scanned).toBeLessThanOrEqual(50)
        found.push(...page.items.map(({ SK }) => (SK !== undefined && 'S' in SK ? SK.S : '')))
        next = page.next
      } while (next !== undefined)
      const all = Array.from({ length: 120 }, (_, index) => String(index).padStart(3, '0'))
      expect(found).toEqual(isDescending ? all.toReversed() : all)
    }
  })

  it('are those of a range, of a filter, or of an index', async () => {
    const sort = { name: 'SK', op: '>=', value: { S: '110' } } as const
    const filter = { name: 'n', op: '<', value: { N: '112' } } as const
    const { tableName } = table

    expect((await readPage(client, { tableName, partition, sort })).items).toHaveLength(10)
    expect((await readPage(client, { tableName, partition, sort, filter })).items).toHaveLength(2)
    const [, index] = (await tableKeys(client, tableName)).filter(
      ({ index }) => index === undefined || index === 'GSI1',
    )
    expect(index).toMatchObject({ index: 'GSI1', partition: { type: 'S' } })
  })

  it('are refused for a comparison that is none', async () => {
    const hostile = { name: 'n', op: '= :v OR n' as '=', value: { N: '1' } }

    await expect(readPage(client, { tableName: table.tableName, filter: hostile })).rejects.toThrow(
      'there is no such comparison',
    )
  })

  it('may be asked for in PartiQL, and what only reads is told from what writes', async () => {
    const statement = `SELECT * FROM "${table.tableName}" WHERE PK = 'page' AND SK = '007'`

    expect((await runStatement(client, statement, undefined)).items).toEqual([item(7)])
    expect(isReading(`  select 1`)).toBe(true)
    for (const writing of ['DELETE FROM x', 'selectx', '--\nUPDATE x', ''])
      expect(isReading(writing)).toBe(false)
  })
})
