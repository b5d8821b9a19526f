// The application's own definitions: nothing in here knows of streams.
import { Entity, Table, item, number, string } from 'dynamodb-toolbox'

export const ShopTable = new Table({
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
})

export const ProductEntity = new Entity({
  name: 'Product',
  table: ShopTable,
  schema: item({
    productId: string().key(),
    title: string(),
    price: number(),
    status: string().enum('draft', 'listed').default('draft'),
  }),
  computeKey: ({ productId }) => ({ pk: `PRODUCT#${productId}`, sk: 'PRODUCT' }),
})

export const ReviewEntity = new Entity({
  name: 'Review',
  table: ShopTable,
  schema: item({ productId: string().key(), author: string().key(), stars: number() }),
  computeKey: ({ productId, author }) => ({ pk: `PRODUCT#${productId}`, sk: `REVIEW#${author}` }),
})
