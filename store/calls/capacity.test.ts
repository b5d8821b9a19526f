import { expect, it } from 'vitest'
import { capacityOf } from './capacity.ts'

it('counts the units of every kind of index, over all tables of an answer', () => {
  const shop = {
    CapacityUnits: 7,
    GlobalSecondaryIndexes: { byMail: { CapacityUnits: 2 } },
    LocalSecondaryIndexes: { byTime: { CapacityUnits: 1 } },
  }
  const log = { CapacityUnits: 3, ReadCapacityUnits: 1, WriteCapacityUnits: 2 }

  expect(capacityOf('write', [shop, log])).toEqual({
    requests: 1,
    readUnits: 1,
    writeUnits: 9,
    indexes: { byMail: 2, byTime: 1 },
  })
  expect(capacityOf('read', undefined)).toEqual({ requests: 1, readUnits: 0, writeUnits: 0, indexes: {} })
})
