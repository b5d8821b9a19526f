import { describe, expect, it } from 'vitest'
import { orphansIn, takenTooMuch } from './dependents.ts'
import type { TableItem, StreamWrite } from './write.ts'
import { tableAfter } from './write.ts'

const textsOf = (texts: Readonly<Record<string, string>>): TableItem =>
  Object.fromEntries(Object.entries(texts).map(([name, S]) => [name, { S }]))

const user = (createdAt: string) =>
  textsOf({ PK: 'USER#ada', SK: 'USER#ada', type: 'USER', userId: 'ada', createdAt })
const order = (createdAt: string) =>
  textsOf({ PK: 'USER#ada', SK: 'ORDER#1', type: 'ORDER', userId: 'ada', orderId: '1', createdAt })
const line = textsOf({ PK: 'ORDER#1', SK: 'ITEM#chai', type: 'ORDER_ITEM', orderId: '1' })

const nothing = { eventName: '', streamArn: '', sequenceNumber: '', seconds: 0, principal: undefined }
const put = (item: TableItem): StreamWrite => ({ ...nothing, keys: item, before: undefined, after: item })
const gone = (item: TableItem): StreamWrite => ({ ...nothing, keys: item, before: item, after: undefined })

const left = (...writes: readonly StreamWrite[]): readonly string[] => orphansIn(tableAfter(writes))

describe('what clean-up leaves behind', () => {
  it('is nothing while user and order are there', () => {
    expect(left(put(user('1')), put(order('2')), put(line))).toEqual([])
  })

  it('is an order without its user, and a line without its order', () => {
    expect(left(put(user('1')), put(order('2')), gone(user('1')))).toEqual(['left behind USER#ada|ORDER#1'])
    expect(left(put(order('2')), put(line), gone(order('2')))).toEqual(['left behind ORDER#1|ITEM#chai'])
  })

  it('is an order from before its user came back, and none from after', () => {
    expect(left(put(user('3')), put(order('2')))).toEqual(['left behind USER#ada|ORDER#1'])
    expect(left(put(user('3')), put(order('4')))).toEqual([])
  })
})

describe('what clean-up takes too much', () => {
  it('is a line whose order is there, and none whose order went before', () => {
    expect(takenTooMuch([put(order('2')), put(line), gone(line)])).toEqual([
      'taken too much ORDER#1|ITEM#chai',
    ])
    expect(takenTooMuch([put(order('2')), put(line), gone(order('2')), gone(line)])).toEqual([])
  })
})
