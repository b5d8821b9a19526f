import { changes, put, table, update } from 'tailrace/store'
import type { Table } from 'tailrace/store'

const keys = { partitionKey: 'customer', sortKey: 'openedAt' }

/** What `tailrace dev` writes into the table when it starts. */
export const input = async ({ client, tableName }: Pick<Table, 'client' | 'tableName'>): Promise<void> => {
  const tickets = table({ client, tableName, keys })
  const open = async (customer: string, openedAt: string, title: string): Promise<void> => {
    await put(tickets, { customer, openedAt, title, kind: 'ticket', state: 'open' })
  }
  await open('ada', '2026-01-01T09:00:00Z', 'The door does not close')
  await open('grace', '2026-01-01T09:05:00Z', '')
  await open('ada', '2026-01-02T11:30:00Z', 'No light in room 7')
  const closed = { customer: 'ada', openedAt: '2026-01-01T09:00:00Z' }
  await update(tickets, closed, changes().set('assignee', 'Joan'))
  await update(tickets, closed, changes().set('state', 'closed'))
}
