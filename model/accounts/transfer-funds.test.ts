import { afterEach, describe, expect, it } from 'vitest'
import type { DynamoDBAnswer, HttpEndpoint } from '../../test/support/http-endpoint.ts'
import { httpEndpoint, refusal } from '../../test/support/http-endpoint.ts'
import { shopTable } from '../shop.ts'
import { transferFunds } from './transfer-funds.ts'

const transfer = { transferId: 't1', from: 'a', to: 'b', amount: 8 }

const stamps = { createdAt: { S: 'then' }, updatedAt: { S: 'then' } }
const record = (amount: string) => ({
  PK: { S: 'TXN#t1' },
  SK: { S: 'TXN#t1' },
  type: { S: 'TRANSFER' },
  transferId: { S: 't1' },
  from: { S: 'a' },
  to: { S: 'b' },
  amount: { N: amount },
  ...stamps,
})

/** As DynamoDB answers while another transaction writes the record and has taken the money; local engines never do. */
const halfSeen = refusal('TransactionCanceledException', {
  CancellationReasons: [
    { Code: 'TransactionConflict', Message: 'conflict' },
    { Code: 'ConditionalCheckFailed', Message: 'failed', Item: { balance: { N: '2' } } },
    { Code: 'None' },
  ],
})

let endpoint: HttpEndpoint
const shopThat = async (found: object | undefined) => {
  const answers: Readonly<Record<string, DynamoDBAnswer>> = {
    TransactWriteItems: halfSeen,
    GetItem: { body: found === undefined ? {} : { Item: found } },
  }
  endpoint = await httpEndpoint(({ operation }) => answers[operation] ?? { body: {} })
  return shopTable({ client: endpoint.client, tableName: 'shop' })
}

describe('a transfer whose condition on an account fails while its record is held', () => {
  afterEach(async () => endpoint.stop())

  it('is told as repeated when it was the same transfer that took the money', async () => {
    const shop = await shopThat(record('8'))

    expect(await transferFunds(shop, transfer)).toMatchObject({
      outcome: 'repeated',
      transfer: { transferId: 't1', amount: 8, createdAt: 'then' },
    })

    const { body } = endpoint.calls.find(({ operation }) => operation === 'GetItem') ?? {}
    expect(body).toMatchObject({ ConsistentRead: true })
  })

  it('is refused for want of funds when there is no such record', async () => {
    const shop = await shopThat(undefined)

    await expect(transferFunds(shop, transfer)).rejects.toMatchObject({
      code: 'shop.funds-insufficient',
      detail: { accountId: 'a', balance: '2', amount: '8' },
    })
  })

  it('is refused when its id is that of another transfer', async () => {
    const shop = await shopThat(record('9'))

    await expect(transferFunds(shop, transfer)).rejects.toMatchObject({ code: 'shop.transfer-invalid' })
  })
})
