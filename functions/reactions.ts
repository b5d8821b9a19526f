import { auditSink } from '../adapters/open/audit-sink.ts'
import { dependentStore } from '../adapters/open/dependent-store.ts'
import type { Env } from '../adapters/open/handler-options.ts'
import { handlerOptions } from '../adapters/open/handler-options.ts'
import { notificationSink } from '../adapters/open/notification-sink.ts'
import { anyOf, when } from '../core/filter/words.ts'
import { ready } from '../core/handler/ready.ts'
import { streamHandler } from '../core/handler/stream-handler.ts'
import { registry } from '../core/registry/define-registry.ts'
import type { Registry } from '../core/registry/registry.ts'
import { Order, Product, User } from '../model/entities.ts'
import { auditLog } from '../processors/audit-log/audit-log.ts'
import { cleanup } from '../processors/cleanup/cleanup.ts'
import { notification } from '../processors/notification/notification.ts'

/** The shop is written by one service, so its times of creation are one clock's. */
const oneClockMs = 0

/** What happens because of a change: audit, clean-up, notification. */
export const pipeline = (env: Env): Registry => {
  const { TABLE_NAME: parentTable } = env
  const dependents = dependentStore(parentTable, ['PK', 'SK'], { parentTable })
  return registry([
    auditLog({ filter: anyOf(when(User), when(Product), when(Order)), sink: auditSink(env['AUDIT_URL']) }),
    cleanup({
      name: 'orders-of-user',
      filter: when(User).on('REMOVE'),
      dependents,
      clockToleranceMs: oneClockMs,
      of: ({ before }) => [
        {
          partitionKey: { name: 'PK', value: `USER#${before.userId}` },
          sortKey: { name: 'SK', prefix: 'ORDER#' },
        },
      ],
    }),
    cleanup({
      name: 'lines-of-order',
      filter: when(Order).on('REMOVE'),
      dependents,
      clockToleranceMs: oneClockMs,
      of: ({ before }) => [{ partitionKey: { name: 'PK', value: `ORDER#${before.orderId}` } }],
    }),
    notification({
      name: 'order-news',
      filter: anyOf(when(Order).on('INSERT'), when(Order).changed('status')),
      sink: notificationSink(env['NOTIFY_URL']),
      message: ({ after: { orderId, userId, status } }) => ({
        subject: `Order ${orderId} is ${status}`,
        body: { orderId, userId, status },
      }),
    }),
  ])
}

export const handler = await ready(streamHandler(pipeline(process.env), handlerOptions(process.env)), {
  handler: 'functions/reactions.handler',
})
