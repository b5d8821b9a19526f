import type { Registry } from 'tailrace'
import { ready, registry, streamHandler, when } from 'tailrace'
import type { Env } from 'tailrace/adapters'
import { auditSink, handlerOptions, notificationSink } from 'tailrace/adapters'
import { auditLog, notification } from 'tailrace/processors'
import { CustomerEntity, TicketEntity } from './entities.ts'
import { entityOf } from './entity-of.ts'

const Ticket = entityOf(TicketEntity)
const Customer = entityOf(CustomerEntity)

export const pipeline = (env: Env): Registry =>
  registry([
    auditLog({ name: 'history', filter: when(Customer), sink: auditSink(env['AUDIT_URL']) }),
    notification({
      name: 'closed',
      filter: when(Ticket).became('state', 'closed'),
      sink: notificationSink(env['NOTIFY_URL']),
      message: ({ after: { ticketId, title } }) => ({
        subject: `Ticket ${ticketId} is closed`,
        body: { ticketId, title },
      }),
    }),
  ])

export const handler = await ready(streamHandler(pipeline(process.env), handlerOptions(process.env)))
