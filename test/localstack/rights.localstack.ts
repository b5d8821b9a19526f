// What each function asks of AWS, held against what its role allows: nothing is missing, nothing is there for no reason.
import { randomBytes } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { blobStore } from '../../adapters/open/blob-store.ts'
import { failureDestination } from '../../adapters/open/failure-destination.ts'
import { systemClock } from '../../core/clock.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { createOrderWithItems } from '../../model/orders/create-order.ts'
import { createProduct, deleteProduct, updatePrice } from '../../model/products/products.ts'
import { shopTable } from '../../model/shop.ts'
import { deleteUser } from '../../model/users/change-user.ts'
import { createUser } from '../../model/users/create-user.ts'
import { packItem } from '../../store/large/pack-item.ts'
import { put } from '../../store/verbs/put.ts'
import { eventually } from './eventually.ts'
import { freshIndexes } from './fresh-indexes.ts'
import type { LocalStackTarget } from './global-setup.ts'
import { setVariables } from './recorded-function.ts'
import { missingRights, unusedRights } from './rights/compare-rights.ts'
import { deployedRights } from './rights/deployed-rights.ts'
import type { RecordedCall } from './rights/recorded-calls.ts'
import { recordedCalls } from './rights/recorded-calls.ts'
import { deployStage, removeStage } from './stage.ts'
import { changesOf } from './table-changes.ts'

const target = inject('target') as LocalStackTarget
const stageName = 'rights'
const minuteMs = 60_000
const nameOf = (name: string): string => `tailrace-${stageName}-${name}`

/** Of every function: what Lambda does with its role, and what is asked for by no call. */
const always = {
  'Log logs:CreateLogStream': 'Lambda writes the log',
  'Log logs:PutLogEvents': 'Lambda writes the log',
  'Traces xray:PutTraceSegments': 'Lambda sends the traces',
  'Traces xray:PutTelemetryRecords': 'Lambda sends the traces',
  'LargeAttributesBucket s3:ListBucket': 'decides whether S3 says of an object that is gone 404 or 403',
}

/** Of those on a stream. */
const onStream = {
  ...always,
  'Stream dynamodb:DescribeStream': 'Lambda reads the stream',
  'Stream dynamodb:GetRecords': 'Lambda reads the stream',
  'Stream dynamodb:GetShardIterator': 'Lambda reads the stream',
  'Stream dynamodb:ListStreams': 'Lambda reads the stream',
  'GivenUp s3:PutObject': 'Lambda writes what it gave up',
  'GivenUpBucket s3:ListBucket': 'Lambda looks for the bucket',
  'Ledger dynamodb:GetItem': 'claims of strict processors, of which the shop has none',
  'Ledger dynamodb:PutItem': 'claims of strict processors, of which the shop has none',
}

/** Rights that a run without accidents may do without, and why they are given. */
const unneededHere: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  projections: { ...onStream, 'Items dynamodb:GetItem': 'a refresh, where no version can decide' },
  reactions: onStream,
  redrive: {
    ...always,
    'Ledger dynamodb:GetItem': 'claims of strict processors, of which the shop has none',
    'Ledger dynamodb:PutItem': 'claims of strict processors, of which the shop has none',
    // The ledger knows that all of it is done, but for what was tried once and never failed.
    'Audit s3:PutObject': 'what reactions does, where it was not done',
    'CleanUp dynamodb:ConditionCheckItem': 'what reactions does, where it was not done',
    'CleanUp dynamodb:DeleteItem': 'what reactions does, where it was not done',
    'CleanUp dynamodb:Query': 'what reactions does, where it was not done',
    'Notify sns:Publish': 'what reactions does, where it was not done',
  },
  verify: { ...always, 'Table dynamodb:GetItem': 'a second look at what differs' },
  rebuild: { ...always, 'Table dynamodb:GetItem': 'a refresh of what was written meanwhile' },
}
const functions = Object.keys(unneededHere)

const invoke = async (name: string, payload: object): Promise<unknown> => {
  const asked = new InvokeCommand({ FunctionName: nameOf(name), Payload: JSON.stringify(payload) })
  const { FunctionError, Payload } = await new LambdaClient().send(asked)
  const text = Payload?.transformToString() ?? ''
  if (FunctionError !== undefined) throw new Error(`${name} failed: ${text}`)
  return JSON.parse(text)
}

const variablesOf = async (name: string): Promise<Readonly<Record<string, string>>> => {
  const { Environment } = await new LambdaClient().send(
    new GetFunctionConfigurationCommand({ FunctionName: nameOf(name) }),
  )
  return Environment?.Variables ?? {}
}

/** As Lambda leaves a batch that it gave up. */
const giveUp = async (url: string, name: string, records: readonly StreamRecord[]): Promise<void> => {
  const [first, last] = [records[0], records.at(-1)]
  const at = new Date(systemClock.now()).toISOString()
  await failureDestination(url).write(
    {
      requestContext: {
        requestId: `given-up-${name}`,
        functionArn: `arn:aws:lambda:eu-central-1:000000000000:function:${nameOf(name)}`,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 2,
      },
      version: '1.0',
      timestamp: at,
      DDBStreamBatchInfo: {
        shardId: 'shardId-00000000000000000000-00000000',
        startSequenceNumber: first?.dynamodb?.SequenceNumber ?? '',
        endSequenceNumber: last?.dynamodb?.SequenceNumber ?? '',
        approximateArrivalOfFirstRecord: at,
        approximateArrivalOfLastRecord: at,
        batchSize: records.length,
        streamArn: first?.eventSourceARN ?? '',
      },
      payload: JSON.stringify({ Records: records }),
    },
    `mapping-of-${name}`,
  )
}

describe.skipIf('missing' in target || target.calls === undefined)('the rights of the functions', () => {
  const client = new DynamoDBClient()
  const shop = shopTable({ client, tableName: nameOf('').slice(0, -1), clock: systemClock })
  const callsOf = (name: string): readonly RecordedCall[] =>
    recordedCalls(target.calls ?? '').filter(({ functionName }) => functionName === nameOf(name))
  const hasCalled = (name: string, ...wanted: readonly string[]): boolean => {
    const done = new Set(callsOf(name).map(({ action, resource }) => `${action} ${resource}`))
    return wanted.every(want => [...done].some(each => each.startsWith(want)))
  }

  const buy = async (user: string): Promise<void> => {
    const address = { street: 'S', city: 'C', postalCode: '1', country: 'DE' }
    await createUser(shop, {
      ...{ userId: user, email: `${user}@example.com`, name: user, company: 'C' },
      address,
    })
    const line = { productId: 'tea', price: 3, quantity: 1, discount: 0 }
    const placedAt = new Date(systemClock.now()).toISOString()
    await createOrderWithItems(shop, {
      ...{ userId: user, orderId: `order-${user}`, placedAt, freight: 1, lines: [line] },
    })
  }

  /** What is still missing then, the tests say. */
  const until = async (isSo: () => boolean): Promise<boolean> =>
    eventually(async () => Promise.resolve(isSo()), Boolean, { seconds: 90 })

  beforeAll(async () => {
    await freshIndexes(target.searchUrl)
    // A cache asks AWS for nothing.
    await deployStage(stageName, { ...target, cacheUrl: 'memory:' })
    // So that a retry has to know what was done: the ledger is written where something is not finished.
    await setVariables(nameOf('reactions'), { CHAOS_RATE: '0.3', CHAOS_SEED: '1' })
    const { BLOB_URL, FAILURES_URL } = { ...(await variablesOf('redrive')) }

    await createProduct(shop, { productId: 'tea', title: 'Tea', category: 'Drinks', price: 3, quantity: 90 })
    await updatePrice(shop, 'tea', 4)
    await buy('ann')
    await buy('bob')
    // Too large for the table, and no product: its text is fetched, and then it is parked.
    const odd = {
      PK: 'PRODUCT#odd',
      SK: 'PRODUCT#odd',
      type: 'PRODUCT',
      text: randomBytes(9_000).toString('hex'),
    }
    await put(shop, await packItem(shop, odd, { offloadAbove: 2_048, blobs: blobStore(BLOB_URL) }))
    await deleteUser(shop, { userId: 'bob', email: 'bob@example.com' })
    await deleteProduct(shop, 'tea')
    await until(() => hasCalled('projections', 's3:PutObject', 's3:GetObject'))
    // Nobody listens on port 1: an index that is away.
    await setVariables(nameOf('projections'), { SEARCH_URL: 'opensearch+http://127.0.0.1:1' })
    await createProduct(shop, { productId: 'milk', title: 'Milk', category: 'Drinks', price: 1, quantity: 9 })
    await until(() => hasCalled('projections', 'dynamodb:BatchWriteItem'))
    await until(() =>
      hasCalled('reactions', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem', 'sns:Publish', 's3:PutObject'),
    )
    const records = await changesOf(shop.tableName)
    for (const name of ['projections', 'reactions']) await giveUp(FAILURES_URL ?? '', name, records)
    await invoke('redrive', {})
    await setVariables(nameOf('verify'), { VERIFY_SHARE: '1' })
    await invoke('verify', {})
    const { parts } = (await invoke('rebuild', { step: 'begin', index: 'products', segments: 1 })) as {
      readonly parts: readonly object[]
    }
    for (const part of parts) await invoke('rebuild', { step: 'fill', part })
  }, 8 * minuteMs)
  afterAll(async () => removeStage(stageName))

  it.each(functions)('allow %s all that it asks for', async name => {
    const calls = callsOf(name)

    expect(calls.length).toBeGreaterThan(0)
    expect(missingRights(await deployedRights(nameOf(name)), calls)).toEqual([])
  })

  it.each(functions)('allow %s nothing that it does not use, but for reasons', async name => {
    const rights = await deployedRights(nameOf(name))
    const unused = unusedRights(rights, callsOf(name))
    const reasons = Object.keys(unneededHere[name] ?? {})
    const given = new Set(rights.map(({ sid, action }) => `${sid} ${action}`))

    expect(unused.filter(right => !reasons.includes(right))).toEqual([])
    // A reason for what is not given any more is none.
    expect(reasons.filter(right => !given.has(right))).toEqual([])
  })
})
