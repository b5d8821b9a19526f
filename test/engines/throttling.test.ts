import { afterEach, describe, expect, it } from 'vitest'
import { isFault } from '../../core/errors/pipeline-error.ts'
import { seededRandom } from '../../model/northwind/seeded-random.ts'
import { batchGet } from '../../store/verbs/batch-get.ts'
import type { BatchWrite } from '../../store/verbs/batch-write.ts'
import { batchWrite } from '../../store/verbs/batch-write.ts'
import { changes } from '../../store/expressions/changes.ts'
import { storeFaults } from '../../store/faults.ts'
import type { Table, TableOptions } from '../../store/table.ts'
import { table } from '../../store/table.ts'
import { transact } from '../../store/transactions/transact.ts'
import { transaction } from '../../store/transactions/transaction.ts'
import { update } from '../../store/verbs/update.ts'
import type { DynamoDBAnswer, Call, HttpEndpoint } from '../support/http-endpoint.ts'
import { httpEndpoint, passedOn, refusal } from '../support/http-endpoint.ts'
import type { WithTable } from '../support/with-table.ts'
import { reasonToSkip, withTable } from '../support/with-table.ts'

type Requests = Readonly<Record<string, unknown>>

/** Lets some of a batch through, and answers that the rest was not processed. */
const inPart = async (
  engine: string,
  call: Call,
  random: () => number,
  passed: unknown[],
): Promise<DynamoDBAnswer> => {
  const isWrite = call.operation === 'BatchWriteItem'
  const [[name, asked] = ['', {}]] = Object.entries(call.body['RequestItems'] as Requests)
  const all = (isWrite ? asked : (asked as { readonly Keys: unknown }).Keys) as readonly unknown[]
  const kept = all.filter(() => random() < 0.6)
  if (isWrite) passed.push(...kept)
  const left = all.filter(each => !kept.includes(each))
  const shaped = (entries: readonly unknown[]) =>
    entries.length === 0 ? {} : { [name]: isWrite ? entries : { ...(asked as object), Keys: entries } }
  const rest = { [isWrite ? 'UnprocessedItems' : 'UnprocessedKeys']: shaped(left) }
  if (kept.length === 0) return { body: { Responses: {}, ...rest } }
  const answer = await passedOn(engine, { ...call, body: { ...call.body, RequestItems: shaped(kept) } })
  return answer === 'drop' ? answer : { ...answer, body: { ...(answer.body as object), ...rest } }
}

/** An engine that throttles a share of all calls, and does only part of each batch. */
const throttling = async (
  engine: string,
  share: number,
  random: () => number,
  passed: unknown[],
): Promise<HttpEndpoint> =>
  httpEndpoint(async call => {
    if (random() < share) return refusal('ProvisionedThroughputExceededException')
    return call.operation.startsWith('Batch') ? inPart(engine, call, random, passed) : passedOn(engine, call)
  })

const reason = await reasonToSkip('dynoxide')

describe.skipIf(reason !== undefined)(reason ?? 'an engine that throttles', () => {
  let running: WithTable
  let proxy: HttpEndpoint
  let passed: unknown[]
  const begin = async (share: number, retry: TableOptions['retry'] = {}): Promise<Table> => {
    running = await withTable('dynoxide')
    const random = seededRandom(7)
    passed = []
    proxy = await throttling(running.engine.endpoint, share, random, passed)
    return table({
      client: proxy.client,
      tableName: running.table.tableName,
      keys: { partitionKey: 'PK', sortKey: 'SK' },
      random,
      retry: { baseDelayMs: 1, maxDelayMs: 5, ...retry },
    })
  }
  afterEach(async () => {
    await proxy.stop()
    await running.engine.stop()
  })

  const keys = Array.from({ length: 120 }, (_, n) => ({ PK: 'THING', SK: String(n) }))
  const puts = keys.map((key, n) => ({ put: { ...key, n } }))
  const straight = (things: Table): Table => ({ ...things, client: running.clients.table })

  it('gets every item written and read all the same', async () => {
    const things = await begin(0.3)

    await batchWrite(things, puts)

    const written = await batchGet(straight(things), keys, { consistent: true })
    expect(written).toEqual(puts.map(({ put }) => put))
    expect(await batchGet(things, keys)).toEqual(written)
    const tries = proxy.calls.filter(({ operation }) => operation === 'BatchWriteItem')
    expect(tries.length).toBeGreaterThan(keys.length / 25)
    expect(passed).toHaveLength(keys.length)
  })

  it('gets an error that lists exactly what was not written', async () => {
    const things = await begin(0.9, { maxAttempts: 3 })

    const unwritten = await batchWrite(things, puts).then(
      (): readonly BatchWrite[] => [],
      (error: unknown) => {
        if (!isFault(error, storeFaults, 'store.unwritten')) throw error
        expect(error.detail.written).toBe(puts.length - error.detail.unwritten.length)
        return error.detail.unwritten as readonly BatchWrite[]
      },
    )

    expect(unwritten.length).toBeGreaterThan(0)
    const found = await batchGet(straight(things), keys, { consistent: true })
    expect(puts.filter((_, n) => found[n] === undefined)).toEqual(puts.filter(put => unwritten.includes(put)))
  })

  it('counts every update and every transaction once', async () => {
    const things = await begin(0.3)
    const [key, other] = [
      { PK: 'COUNTER', SK: 'a' },
      { PK: 'COUNTER', SK: 'b' },
    ]
    const one = changes().add('n', 1)

    await Promise.all(Array.from({ length: 30 }, async () => update(things, key, one)))
    await Promise.all(
      Array.from({ length: 30 }, async () =>
        transact(things, transaction().update(key, one).update(other, one)),
      ),
    )

    const found = await batchGet(straight(things), [key, other], { consistent: true })
    expect(found).toMatchObject([{ n: 60 }, { n: 30 }])
  })
})
