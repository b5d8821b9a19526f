import { describe } from 'vitest'
import { shopContract } from '../contract/shop.contract.ts'
import type { StoreUnderTest } from '../contract/store.contract.ts'
import { storeContract } from '../contract/store.contract.ts'
import { describeOnTable } from '../support/describe-on-table.ts'

const inabilities = {
  'dynamodb-local': { transactionalCapacity: 'DynamoDB Local counts the units of a transaction twice' },
  dynoxide: {},
}

describe.each(['dynamodb-local', 'dynoxide'] as const)('the store', async kind => {
  await describeOnTable(kind, running => {
    const given = (): StoreUnderTest => ({
      client: running().clients.table,
      tableName: running().table.tableName,
    })
    storeContract(given, inabilities[kind])
    shopContract(given)
  })
})
