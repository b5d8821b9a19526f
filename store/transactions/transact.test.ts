import { afterEach, describe, expect, it } from 'vitest'
import type { DynamoDBAnswer, HttpEndpoint } from '../../test/support/http-endpoint.ts'
import { httpEndpoint, refusal } from '../../test/support/http-endpoint.ts'
import { changes } from '../expressions/changes.ts'
import { attribute } from '../expressions/condition.ts'
import type { Table } from '../table.ts'
import { table } from '../table.ts'
import { transact } from './transact.ts'
import { transaction } from './transaction.ts'

let running: HttpEndpoint

const tableThat = async (answer: (number: number) => DynamoDBAnswer): Promise<Table> => {
  running = await httpEndpoint((_, number) => answer(number))
  return table({
    client: running.client,
    tableName: 'things',
    keys: { partitionKey: 'PK' },
    retry: { maxAttempts: 3 },
    clock: { now: () => 0, wait: async () => Promise.resolve() },
  })
}

/** As DynamoDB answers, which the local engines do not for most of these. */
const cancelled = (...codes: readonly string[]): DynamoDBAnswer =>
  refusal('TransactionCanceledException', {
    CancellationReasons: codes.map(Code =>
      Code === 'None' ? { Code } : { Code, Message: `because of ${Code}` },
    ),
  })

const two = transaction()
  .put({ PK: 'a' }, { condition: attribute('PK').absent() })
  .update({ PK: 'b' }, changes().add('n', 1), { label: 'the second' })

const tokens = (): ReadonlySet<unknown> =>
  new Set(running.calls.map(({ body }) => body['ClientRequestToken']))

describe('a cancelled transaction', () => {
  afterEach(async () => running.stop())

  it.each(['TransactionConflict', 'ProvisionedThroughputExceeded', 'ThrottlingError'])(
    'is tried again after %s, under the same token',
    async code => {
      const things = await tableThat(number => (number < 3 ? cancelled('None', code) : { body: {} }))

      await transact(things, two)

      expect(running.calls).toHaveLength(3)
      expect(tokens().size).toBe(1)
    },
  )

  it.each([
    ['TransactionConflict', 'store.transaction-conflict', 3],
    ['ProvisionedThroughputExceeded', 'store.transaction-throttled', 3],
    ['ThrottlingError', 'store.transaction-throttled', 3],
    ['ConditionalCheckFailed', 'store.transaction-condition-failed', 1],
    ['ItemCollectionSizeLimitExceeded', 'store.transaction-collection-full', 1],
    ['ValidationError', 'store.transaction-refused', 1],
    ['SomethingNew', 'store.transaction-refused', 1],
  ])('by %s is an error that names its action', async (code, fault, attempts) => {
    const things = await tableThat(() => cancelled('None', code))

    await expect(transact(things, two)).rejects.toMatchObject({
      code: fault,
      detail: {
        action: 'the second',
        index: 1,
        attempts,
        failures: [{ index: 1, code, action: 'the second' }],
      },
    })

    expect(running.calls).toHaveLength(attempts)
  })

  it('is decided by what no retry can help', async () => {
    const things = await tableThat(() => cancelled('TransactionConflict', 'ConditionalCheckFailed'))

    await expect(transact(things, two)).rejects.toMatchObject({
      code: 'store.transaction-condition-failed',
      detail: { action: 'the second', failures: [{ action: 'put of a' }, { action: 'the second' }] },
    })

    expect(running.calls).toHaveLength(1)
  })

  it('is made again after a lost answer, which its token makes harmless', async () => {
    const things = await tableThat(number => (number === 1 ? 'drop' : { body: {} }))

    await transact(things, two)

    expect(running.calls).toHaveLength(2)
    expect(tokens().size).toBe(1)
  })

  it('is in doubt, and not undone, when it is still under way after all attempts', async () => {
    const things = await tableThat(() => refusal('TransactionInProgressException'))

    await expect(transact(things, two)).rejects.toMatchObject({
      code: 'store.unavailable',
      detail: { attempts: 3 },
    })

    expect(running.calls).toHaveLength(3)
    expect(tokens().size).toBe(1)
  })

  it('is not sent when it cannot succeed', async () => {
    const things = await tableThat(() => ({ body: {} }))
    const big = { text: 'x'.repeat(400 * 1024 - 20) }
    const many = (count: number, content: object = {}) =>
      Array.from({ length: count }, (_, n) => n).reduce(
        (so, n) => so.put({ PK: String(n), ...content }),
        transaction(),
      )

    await expect(transact(things, many(0))).rejects.toThrow(/has 0 actions/)
    await expect(transact(things, many(101))).rejects.toThrow(/has 101 actions/)
    await expect(transact(things, many(11, big))).rejects.toThrow(/has 4\d{6} bytes/)
    await expect(transact(things, two.remove({ PK: 'a' }))).rejects.toThrow(/twice on one item, in put of a/)

    expect(running.calls).toHaveLength(0)
  })
})
