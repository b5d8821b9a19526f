import type { Registry } from 'tailrace'
import { attributeVersion, entity, kinesisHandler, registry, when } from 'tailrace'
import type { Env } from 'tailrace/adapters'
import { auditSink, handlerOptions, searchStore } from 'tailrace/adapters'
import { auditLog, searchIndex } from 'tailrace/processors'

interface Order {
  readonly customer: string
  readonly status: string
}

const Order = entity<'Order', Order>('Order', { match: { kind: 'order' } })

export const pipeline = (env: Env): Registry =>
  registry([
    searchIndex({
      filter: when(Order),
      store: searchStore(env['SEARCH_URL']),
      index: 'orders',
      // Changes come in no order that counts: of two, the one with the higher revision is the later.
      version: attributeVersion('revision'),
      document: ({ after: { customer, status } }) => ({ customer, status }),
    }),
    // An entry is known by the change's eventID, so that a change that comes twice has one.
    auditLog({ name: 'history', filter: when(Order), sink: auditSink(env['AUDIT_URL']) }),
  ])

export const handler = kinesisHandler(pipeline(process.env), handlerOptions(process.env))
