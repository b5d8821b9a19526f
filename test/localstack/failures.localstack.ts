import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import {
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { failedObjects } from '../../adapters/open/failed-objects.ts'
import { searchStore } from '../../adapters/open/search-store.ts'
import { systemClock } from '../../core/clock.ts'
import { createProduct } from '../../model/products/products.ts'
import { shopTable } from '../../model/shop.ts'
import { tailrace } from '../support/tailrace.ts'
import { eventually } from './eventually.ts'
import { freshIndexes } from './fresh-indexes.ts'
import type { LocalStackTarget } from './global-setup.ts'
import type { FunctionRecording } from './recorded-function.ts'
import { recordFunction, recordingsOf, setVariables } from './recorded-function.ts'
import { differences, nothing } from './shop-checks.ts'
import type { DeployedStage } from './stage.ts'
import { deployStage, removeStage } from './stage.ts'

const target = inject('target') as LocalStackTarget
const stageName = 'failures'
const [projections, reactions, redrive] = ['projections', 'reactions', 'redrive'].map(
  name => `tailrace-${stageName}-${name}`,
) as [string, string, string]
const productIds = Array.from({ length: 40 }, (_, index) => `failing-${index}`)

/** LocalStack forgets a mapping's place when it is changed, so this comes before the first write. */
const retryOnce = async (FunctionName: string): Promise<void> => {
  const lambda = new LambdaClient()
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }))
  const [{ UUID } = {}] = EventSourceMappings
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID, MaximumRetryAttempts: 1 }))
}

const lowest = ({ failures }: FunctionRecording): string => failures.toSorted()[0] ?? ''

const keysIn = (recordings: readonly FunctionRecording[]): ReadonlySet<string> =>
  new Set(recordings.flatMap(({ records }) => records.map(({ key }) => key)))

/** Everything was delivered, and the last batch finished. */
const isOver = (recordings: readonly FunctionRecording[]): boolean =>
  keysIn(recordings).size >= productIds.length && recordings.at(-1)?.failures.length === 0

describe.skipIf('missing' in target)('functions that fail', () => {
  const client = new DynamoDBClient()
  const shop = shopTable({ client, tableName: `tailrace-${stageName}`, clock: systemClock })
  let stage: DeployedStage
  let failuresUrl: string

  beforeAll(async () => {
    await freshIndexes(target.searchUrl)
    stage = await deployStage(stageName, target)
    failuresUrl = `s3://${stage.outputs['FailureBucket'] ?? ''}/`
    await recordFunction('reactions', reactions)
    await setVariables(reactions, { CHAOS_RATE: '0.4', CHAOS_SEED: '1' })
    // Nobody listens on port 1: an engine that is down.
    await setVariables(projections, { SEARCH_URL: 'opensearch+http://127.0.0.1:1' })
    await retryOnce(projections)
    await client.send(
      new PutItemCommand({
        TableName: shop.tableName,
        Item: { PK: { S: 'NOTE#1' }, SK: { S: 'NOTE#1' }, type: { S: 'NOTE' } },
      }),
    )
    await Promise.all(
      productIds.map(async productId =>
        createProduct(shop, { productId, title: 'Tea', category: 'Drinks', price: 3, quantity: 1 }),
      ),
    )
  })
  afterAll(async () => removeStage(stageName))

  it('get again the tail from the lowest failure on, and nothing before it, until each change is audited once', async () => {
    // A change may be audited before its attempt fails, so the audit alone does not say that all retries are over.
    const recordings = await eventually(async () => recordingsOf(reactions), isOver, { seconds: 120 })

    expect((await differences(stage, target, ['audit-log'])).verdict).toEqual(nothing)
    const failed = recordings.filter(({ failures }) => failures.length > 0)
    expect(failed.some(({ failures, records }) => failures.length < records.length)).toBe(true)
    for (const [index, recording] of recordings.entries()) {
      if (recording.failures.length === 0) continue
      const tail = recording.records.filter(({ number }) => number >= lowest(recording))
      expect(recordings[index + 1]?.records).toEqual(tail)
    }
  })

  it('are not called for what FilterCriteria leave out', async () => {
    const keys = keysIn(await recordingsOf(reactions))

    expect(keys.size).toBe(productIds.length)
    expect(keys).not.toContain('NOTE#1')
  })

  // In AWS the batch would be bisected first; LocalStack gives it up whole (test/localstack/README.md).
  it('leave a batch in the failure bucket when retries are used up, whole, and redrive brings it home', async () => {
    const waiting = async (): Promise<readonly string[]> => {
      const keys: string[] = []
      for await (const key of failedObjects(failuresUrl).keys()) keys.push(key)
      return keys
    }
    const home = async (): Promise<readonly string[]> => {
      const ids: string[] = []
      for await (const [id] of searchStore(target.searchUrl).documents('products')) ids.push(id)
      return ids
    }
    const variables = {
      STAGE: stageName,
      FAILURES_URL: failuresUrl,
      LEDGER_URL: `dynamodb://${stage.outputs['LedgerTableName'] ?? ''}`,
      SEARCH_URL: target.searchUrl,
      CACHE_URL: target.cacheUrl,
    }
    const recordsIn = async (keys: readonly string[]): Promise<number> => {
      const bodies = await Promise.all(keys.map(async key => failedObjects(failuresUrl).read(key)))
      const documents = bodies.map(body => JSON.parse(body ?? '') as { payload: { Records: unknown[] } })
      return documents.reduce((sum, { payload }) => sum + payload.Records.length, 0)
    }
    const isAllThere = async (): Promise<boolean> => (await recordsIn(await waiting())) >= productIds.length
    expect(await eventually(isAllThere, Boolean, { seconds: 60 })).toBe(true)
    await setVariables(projections, { SEARCH_URL: target.searchUrl })

    const rehearsed = await new LambdaClient().send(
      new InvokeCommand({ FunctionName: redrive, Payload: JSON.stringify({ dryRun: true }) }),
    )
    const { code, said } = await tailrace(['redrive'], variables)

    const summary = JSON.parse(rehearsed.Payload?.transformToString() ?? '') as { wouldDeliver: number }
    expect(summary.wouldDeliver).toBeGreaterThanOrEqual(productIds.length)
    expect({ code, said }).toMatchObject({ code: 0 })
    expect(await waiting()).toEqual([])
    expect((await home()).length).toBe(productIds.length)
  })
})
