import type { Registry } from 'tailrace'
import { entity, ready, registry, streamHandler, when } from 'tailrace'
import type { Env } from 'tailrace/adapters'
import { auditSink, handlerOptions, notificationSink } from 'tailrace/adapters'
import { auditLog, notification } from 'tailrace/processors'
import { number, object, string } from 'valibot'

const Booking = entity('Booking', {
  match: { kind: 'booking' },
  schema: object({ room: string(), day: string(), guest: string(), seats: number() }),
})

export const pipeline = (env: Env): Registry =>
  registry([
    auditLog({ name: 'history', filter: when(Booking), sink: auditSink(env['AUDIT_URL']) }),
    notification({
      name: 'cancelled',
      filter: when(Booking).on('REMOVE').origin('user'),
      sink: notificationSink(env['NOTIFY_URL']),
      message: ({ before: { room, day, guest } }) => ({
        subject: `Room ${room} is free on ${day}`,
        body: { room, day, guest },
      }),
    }),
  ])

export const handler = await ready(streamHandler(pipeline(process.env), handlerOptions(process.env)))
