import type { TableItem, StreamWrite } from './write.ts'
import { itemName, textAt } from './write.ts'

type Table = ReadonlyMap<string, TableItem>

const ordersOf = (table: Table, userId: string): readonly TableItem[] =>
  [...table.values()].filter(
    item => textAt(item, 'PK') === `USER#${userId}` && textAt(item, 'SK').startsWith('ORDER#'),
  )

const linesOf = (table: Table, orderId: string): readonly TableItem[] =>
  [...table.values()].filter(item => textAt(item, 'PK') === `ORDER#${orderId}`)

/** Whoever came back under the old key keeps what was made since. */
const isOlder = (item: TableItem, living: TableItem | undefined): boolean =>
  living === undefined || textAt(item, 'createdAt') < textAt(living, 'createdAt')

/** The items of a table that have to go because of these writes: orders of removed users, lines of removed orders. */
export const promisedDeletions = (writes: readonly StreamWrite[], table: Table): readonly string[] => {
  const gone = writes.flatMap(({ keys, before, after }) => {
    if (after !== undefined || before === undefined) return []
    const living = table.get(itemName(keys))
    const type = textAt(before, 'type')
    const dependents =
      type === 'USER'
        ? ordersOf(table, textAt(before, 'userId'))
        : type === 'ORDER'
          ? linesOf(table, textAt(before, 'orderId'))
          : []
    return dependents.filter(item => isOlder(item, living)).map(itemName)
  })
  return [...new Set(gone)].map(key => `gone ${key}`)
}

/** What is left in a table although what it belongs to is not there: everything that clean-up missed. */
export const orphansIn = (table: Table): readonly string[] => {
  const items = [...table.values()]
  const orderIds = new Set(
    items.filter(item => textAt(item, 'type') === 'ORDER').map(item => textAt(item, 'orderId')),
  )
  return items.flatMap(item => {
    const owner = `USER#${textAt(item, 'userId')}`
    const isOrphan =
      (textAt(item, 'type') === 'ORDER' && isOlder(item, table.get(`${owner}|${owner}`))) ||
      (textAt(item, 'type') === 'ORDER_ITEM' && !orderIds.has(textAt(item, 'orderId')))
    return isOrphan ? [`left behind ${itemName(item)}`] : []
  })
}

/** Lines that went although their order was there: nobody but clean-up deletes one. */
export const takenTooMuch = (writes: readonly StreamWrite[]): readonly string[] => {
  const living = new Set<string>()
  const found: string[] = []
  for (const { keys, before, after } of writes) {
    const item = after ?? before
    const orderId = textAt(item, 'orderId')
    if (textAt(item, 'type') === 'ORDER' && after === undefined) living.delete(orderId)
    else if (textAt(item, 'type') === 'ORDER') living.add(orderId)
    else if (after === undefined && textAt(item, 'type') === 'ORDER_ITEM' && living.has(orderId))
      found.push(`taken too much ${itemName(keys)}`)
  }
  return found
}
