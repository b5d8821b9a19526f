import type { Registry } from 'tailrace'
import { ready, registry, streamHandler, when } from 'tailrace'
import type { Env } from 'tailrace/adapters'
import { cache, handlerOptions, searchStore } from 'tailrace/adapters'
import { cacheInvalidation, searchIndex } from 'tailrace/processors'
import { Customer, Order } from './entities.ts'

/** One function on the streams of both tables. */
export const pipeline = (env: Env): Registry =>
  registry([
    searchIndex({
      filter: when(Order),
      store: searchStore(env['SEARCH_URL']),
      index: 'orders',
      document: ({ after: { customerId, status, total } }) => ({ customerId, status, total }),
    }),
    cacheInvalidation({
      filter: when(Customer),
      cache: cache(env['CACHE_URL']),
      keys: change => {
        const { customerId } = change.kind === 'REMOVE' ? change.before : change.after
        return [`customer:${customerId}`]
      },
    }),
  ])

export const handler = await ready(streamHandler(pipeline(process.env), handlerOptions(process.env)))
