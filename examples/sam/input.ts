import { put, remove, table } from 'tailrace/store'
import type { Table } from 'tailrace/store'

const keys = { partitionKey: 'room', sortKey: 'day' }

/** What `tailrace dev` writes into the table when it starts. */
export const input = async ({ client, tableName }: Pick<Table, 'client' | 'tableName'>): Promise<void> => {
  const bookings = table({ client, tableName, keys })
  const book = async (room: string, day: string, guest: string): Promise<void> => {
    await put(bookings, { room, day, guest, seats: 4, kind: 'booking' })
  }
  await book('7', '2026-03-01', 'ada')
  await book('7', '2026-03-02', 'grace')
  await remove(bookings, { room: '7', day: '2026-03-01' })
}
