import type { Registry } from 'tailrace'
import { anyOf, entity, processor, ready, registry, streamHandler, when } from 'tailrace'
import type { Env } from 'tailrace/adapters'
import { handlerOptions } from 'tailrace/adapters'
import { object, optional, picklist, string } from 'valibot'
import { post } from './webhook.ts'

const Ticket = entity('Ticket', {
  match: { kind: 'ticket' },
  schema: object({
    customer: string(),
    openedAt: string(),
    title: string(),
    state: picklist(['open', 'closed']),
    assignee: optional(string()),
  }),
})

export const pipeline = (env: Env): Registry =>
  registry([
    processor({
      name: 'helpdesk',
      filter: anyOf(when(Ticket).on('INSERT'), when(Ticket).changed('title', 'state')),
      handle: async ({ kind, sequenceNumber, after: { customer, title, state } }, { signal }) =>
        post(env['WEBHOOK_URL'] ?? '', sequenceNumber, { kind, customer, title, state }, signal),
    }),
  ])

export const handler = await ready(streamHandler(pipeline(process.env), handlerOptions(process.env)))
