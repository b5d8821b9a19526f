import { cache } from '../adapters/open/cache.ts'
import type { Env } from '../adapters/open/handler-options.ts'
import { handlerOptions } from '../adapters/open/handler-options.ts'
import { searchStore } from '../adapters/open/search-store.ts'
import { anyOf, when } from '../core/filter/words.ts'
import { ready } from '../core/handler/ready.ts'
import { streamHandler } from '../core/handler/stream-handler.ts'
import { registry } from '../core/registry/define-registry.ts'
import type { Registry } from '../core/registry/registry.ts'
import { Order, OrderItem, Product, User } from '../model/entities.ts'
import { cacheInvalidation } from '../processors/cache-invalidation/cache-invalidation.ts'
import { searchIndex } from '../processors/search-index/search-index.ts'

/** What is kept equal to the table: search index and cache. */
export const pipeline = (env: Env): Registry => {
  const store = searchStore(env['SEARCH_URL'])
  return registry([
    searchIndex({
      name: 'products',
      filter: anyOf(
        when(Product).on('INSERT', 'REMOVE'),
        when(Product).changed('title', 'category', 'price', 'quantity'),
      ),
      store,
      index: 'products',
      document: ({ after: { title, category, price, quantity } }) => ({ title, category, price, quantity }),
    }),
    searchIndex({
      name: 'orders',
      filter: when(Order),
      store,
      index: 'orders',
      document: ({ after: { userId, status, placedAt, total } }) => ({ userId, status, placedAt, total }),
    }),
    cacheInvalidation({
      name: 'cache',
      filter: anyOf(when(User), when(Product), when(Order), when(OrderItem)),
      cache: cache(env['CACHE_URL']),
      keys: change => [change.key],
      groups: change => [change.entity],
    }),
  ])
}

export const handler = await ready(streamHandler(pipeline(process.env), handlerOptions(process.env)), {
  handler: 'functions/projections.handler',
})
