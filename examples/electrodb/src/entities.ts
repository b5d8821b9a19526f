// The application's own definitions: nothing in here knows of streams.
import { Entity } from 'electrodb'

export const TicketEntity = new Entity({
  model: { service: 'desk', entity: 'ticket', version: '1' },
  attributes: {
    customer: { type: 'string', required: true },
    ticketId: { type: 'string', required: true },
    title: { type: 'string', required: true },
    state: { type: ['open', 'closed'] as const, required: true, default: 'open' },
  },
  indexes: {
    primary: {
      pk: { field: 'pk', composite: ['customer'] },
      sk: { field: 'sk', composite: ['ticketId'] },
    },
  },
})

export const CustomerEntity = new Entity({
  model: { service: 'desk', entity: 'customer', version: '1' },
  attributes: {
    customer: { type: 'string', required: true },
    email: { type: 'string', required: true },
  },
  indexes: {
    primary: {
      pk: { field: 'pk', composite: ['customer'] },
      sk: { field: 'sk', composite: [] },
    },
  },
})
