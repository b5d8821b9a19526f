import { afterAll, beforeAll, describe } from 'vitest'
import { table } from '../../store/table.ts'
import { storeDifferential } from '../contract/store-differential.contract.ts'
import type { WithTable } from '../support/with-table.ts'
import { reasonToSkip, withTable } from '../support/with-table.ts'

describe.each(['dynamodb-local', 'dynoxide'] as const)('%s', async kind => {
  const reason = await reasonToSkip(kind)
  describe.skipIf(reason !== undefined)(reason ?? 'runs', () => {
    let running: WithTable
    beforeAll(async () => {
      running = await withTable(kind)
    }, 300_000)
    afterAll(async () => running.engine.stop())

    storeDifferential(() =>
      table({
        client: running.clients.table,
        tableName: running.table.tableName,
        keys: { partitionKey: 'PK', sortKey: 'SK' },
      }),
    )
  })
})
