import type { Registry } from 'tailrace'
import { ready, registry, streamHandler, when } from 'tailrace'
import type { Env } from 'tailrace/adapters'
import { handlerOptions, notificationSink } from 'tailrace/adapters'
import { notification } from 'tailrace/processors'
import { Order } from './entities.ts'

/** Another function on the stream of orders: what it waits for does not hold up the projections. */
export const pipeline = (env: Env): Registry =>
  registry([
    notification({
      name: 'paid',
      filter: when(Order).became('status', 'paid'),
      sink: notificationSink(env['NOTIFY_URL']),
      message: ({ after: { orderId, total } }) => ({
        subject: `Order ${orderId} is paid`,
        body: { orderId, total },
      }),
    }),
  ])

export const handler = await ready(streamHandler(pipeline(process.env), handlerOptions(process.env)))
