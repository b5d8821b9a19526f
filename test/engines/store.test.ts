import { afterAll, beforeAll, describe } from 'vitest'
import { shopContract } from '../contract/shop.contract.ts'
import type { StoreUnderTest } from '../contract/store.contract.ts'
import { storeContract } from '../contract/store.contract.ts'
import type { WithTable } from '../support/with-table.ts'
import { reasonToSkip, withTable } from '../support/with-table.ts'

const inabilities = {
  'dynamodb-local': { transactionalCapacity: 'DynamoDB Local counts the units of a transaction twice' },
  dynoxide: {},
}

describe.each(['dynamodb-local', 'dynoxide'] as const)('the store on %s', async kind => {
  const reason = await reasonToSkip(kind)
  describe.skipIf(reason !== undefined)(reason ?? 'its table', () => {
    let running: WithTable
    beforeAll(async () => {
      running = await withTable(kind)
    }, 300_000)
    afterAll(async () => running.engine.stop())

    const given = (): StoreUnderTest => ({
      client: running.clients.table,
      tableName: running.table.tableName,
    })
    storeContract(given, inabilities[kind])
    shopContract(given)
  })
})
