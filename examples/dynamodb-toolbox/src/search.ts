import type { Registry } from 'tailrace'
import { ready, registry, streamHandler, when } from 'tailrace'
import type { Env } from 'tailrace/adapters'
import { handlerOptions, searchStore } from 'tailrace/adapters'
import { searchIndex } from 'tailrace/processors'
import { ProductEntity } from './entities.ts'
import { entityOf } from './entity-of.ts'

const Product = entityOf(ProductEntity)

export const pipeline = (env: Env): Registry =>
  registry([
    searchIndex({
      filter: when(Product).where({ status: 'listed' }),
      store: searchStore(env['SEARCH_URL']),
      index: 'products',
      document: ({ after: { title, price } }) => ({ title, price }),
    }),
  ])

export const handler = await ready(streamHandler(pipeline(process.env), handlerOptions(process.env)))
