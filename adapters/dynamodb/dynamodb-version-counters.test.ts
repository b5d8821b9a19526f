import { randomUUID } from 'node:crypto'
import { expect, it, onTestFinished } from 'vitest'
import { versionCountersContract } from '../../testing/contracts/version-counters.ts'
import { holdTo } from '../../test/contract/hold-to.ts'
import { describeOnTable } from '../../test/support/describe-on-table.ts'
import { httpEndpoint } from '../../test/support/http-endpoint.ts'
import { keyedTable } from '../../test/support/keyed-table.ts'
import { tableWays } from '../../test/support/table-ways.ts'
import { askBySdk } from './ask-by-sdk.ts'
import { dynamoDbVersionCounters } from './dynamodb-version-counters.ts'
import { createTable } from './table-admin.ts'

await describeOnTable('dynoxide', running => {
  for (const { way, faultyAsk } of tableWays)
    holdTo(
      `DynamoDB as counters of versions, asked ${way}`,
      versionCountersContract(async () => {
        const { ask, faults } = faultyAsk(running().engine.endpoint)
        const { table } = running().clients
        const { tableName } = await createTable(table, keyedTable(`counters-${randomUUID()}`))
        return {
          counters: dynamoDbVersionCounters({ ask, tableName }),
          others: dynamoDbVersionCounters({ ask: askBySdk(table), tableName }),
          faults,
        }
      }),
    )
})

it('takes one request for a number, also the first', async () => {
  const Attributes = { number: { N: '7' }, position: { S: '3' } }
  const { client, calls, stop } = await httpEndpoint(() => ({ body: { Attributes } }))
  onTestFinished(stop)

  const counters = dynamoDbVersionCounters({ ask: askBySdk(client), tableName: 'ledger' })

  expect(await counters.take([{ scope: 's', key: 'k', position: '3' }])).toEqual([
    { number: '7', position: '3' },
  ])
  expect(calls.map(({ body }) => body['ConditionExpression'])).toEqual([
    'attribute_not_exists(PK) OR #position < :position',
  ])
})

it('gives up on a counter that others change again and again, and says so', async () => {
  let number = 0
  const { client, stop } = await httpEndpoint(() => {
    number += 1
    const Item = { number: { N: String(number) }, position: { S: '1' } }
    const __type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException'
    return { status: 400, body: { __type, message: 'The conditional request failed', Item } }
  })
  onTestFinished(stop)

  const counters = dynamoDbVersionCounters({ ask: askBySdk(client), tableName: 'ledger' })

  await expect(counters.take([{ scope: 's', key: 'k', position: '3' }])).rejects.toMatchObject({
    code: 'sink.unavailable',
    scope: 'sink',
  })
})
