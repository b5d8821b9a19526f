import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { CustomerEntity, TicketEntity } from './src/entities.ts'

interface Place {
  readonly client: DynamoDBClient
  readonly tableName: string
}

/** What `tailrace dev` writes into the table when it starts: through the application's own entities. */
export const input = async ({ client, tableName }: Place): Promise<void> => {
  for (const each of [CustomerEntity, TicketEntity]) {
    each.setClient(DynamoDBDocumentClient.from(client))
    each.setTableName(tableName)
  }
  await CustomerEntity.put({ customer: 'ada', email: 'ada@example.com' }).go()
  await TicketEntity.put({ customer: 'ada', ticketId: 't1', title: 'The door does not close' }).go()
  await TicketEntity.patch({ customer: 'ada', ticketId: 't1' }).set({ state: 'closed' }).go()
}
