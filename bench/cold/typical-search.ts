import { Client } from '@opensearch-project/opensearch'
import type { TypicalEffect } from './typical.ts'
import { typicalKey } from './typical.ts'

const client = new Client({ node: process.env['TYPICAL_SEARCH_URL'] ?? '' })

export const typicalSearch: TypicalEffect = async ({ title, category, price, quantity }, { dynamodb }) =>
  client.bulk({
    body: [
      { index: { _index: 'products', _id: typicalKey(dynamodb?.Keys) } },
      { title, category, price, quantity },
    ],
  })
