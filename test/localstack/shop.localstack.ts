import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { scanTable } from '../../adapters/dynamodb/table-admin.ts'
import { cache } from '../../adapters/open/cache.ts'
import { systemClock } from '../../core/clock.ts'
import { input } from '../../model/northwind/input.ts'
import { createProduct, deleteProduct, updatePrice } from '../../model/products/products.ts'
import { shopTable } from '../../model/shop.ts'
import { promisedAudit } from '../oracle/audit.ts'
import { promisedForgetting } from '../oracle/cache-keys.ts'
import { differencesIn } from '../oracle/compare.ts'
import { orphansIn, takenTooMuch } from '../oracle/dependents.ts'
import { promisedDocuments } from '../oracle/documents.ts'
import { promisedMessages } from '../oracle/messages.ts'
import { tableAfter, writeOf } from '../oracle/write.ts'
import { eventually } from './eventually.ts'
import { freshIndexes } from './fresh-indexes.ts'
import type { LocalStackTarget } from './global-setup.ts'
import { northwindKeys } from './northwind-keys.ts'
import { newResources } from './resources.ts'
import { differences, leftBehind, nothing, ordersToTell } from './shop-checks.ts'
import { deployedAudit, deployedDocuments, filledCache, heardLines } from './shop-sinks.ts'
import type { DeployedStage } from './stage.ts'
import { deployStage, removeStage } from './stage.ts'
import type { Heard } from './subscribe.ts'
import { subscribe } from './subscribe.ts'
import { changesOf } from './table-changes.ts'
import { whatIsThere } from './what-is-there.ts'

const target = inject('target') as LocalStackTarget
const resources = newResources()
const stageName = 'shop'
const tableName = `tailrace-${stageName}`

describe.skipIf('missing' in target)('the shop in AWS', () => {
  const client = new DynamoDBClient()
  const shop = shopTable({ client, tableName })
  let stage: DeployedStage
  let told: () => Promise<readonly Heard[]>
  let forgotten: () => Promise<readonly string[]>

  beforeAll(async () => {
    await freshIndexes(target.searchUrl)
    stage = await deployStage(stageName, target)
    told = await subscribe(stage.outputs['NotificationTopicArn'] ?? '', resources)
    forgotten = await filledCache(target.cacheUrl, await northwindKeys())
  })
  afterAll(resources.remove)

  it('holds in index and audit what the table says, when everything was written and delivered', async () => {
    const { writes } = await input({ client, tableName, clock: systemClock, seed: 1 })

    const found = await eventually(
      async () => differences(stage, target),
      ({ verdict }) => JSON.stringify(verdict) === JSON.stringify(nothing),
      { seconds: 150 },
    )
    expect(writes).toBeGreaterThan(2_000)
    expect(found).toEqual({ verdict: nothing, kinds: ['INSERT', 'MODIFY', 'REMOVE'] })
  })

  it('has deleted what belonged to deleted users and orders', async () => {
    const items = []
    for await (const { item } of scanTable(client, { tableName, keyNames: ['PK', 'SK'], streamArn: '' }))
      items.push(item)

    expect(items.length).toBeGreaterThan(1_000)
    expect(leftBehind(items)).toEqual([])
  })

  it('has told of every order and every change of its status', async () => {
    const wanted = ordersToTell(await changesOf(tableName))

    const heard = (await told()).map(({ subject }) => subject)

    expect(wanted.length).toBeGreaterThan(1_000)
    expect(heard.toSorted()).toEqual(wanted.toSorted())
  })

  it('holds everywhere what the writes promise, by rules that know nothing of its code', async () => {
    const records = (await changesOf(tableName)).map(writeOf)
    const writes = records.toSorted((a, b) => Number(a.sequenceNumber) - Number(b.sequenceNumber))
    // An engine that is asked forgets what was deleted.
    const documents = promisedDocuments(writes).filter(line => !line.startsWith('deleted'))
    const look = async () => ({
      documents: differencesIn(documents, await deployedDocuments(target.searchUrl)),
      audit: differencesIn(promisedAudit(writes), await deployedAudit(stage.outputs['AuditBucket'] ?? '')),
      messages: differencesIn(promisedMessages(writes, false), heardLines(await told())),
      cache: differencesIn(promisedForgetting(writes), await forgotten()),
      left: orphansIn(tableAfter(writes)),
      taken: takenTooMuch(writes),
    })
    const asPromised = { documents: [], audit: [], messages: [], cache: [], left: [], taken: [] }

    const found = await eventually(look, seen => Object.values(seen).every(({ length }) => length === 0), {
      seconds: 20,
    })

    expect(writes.length).toBeGreaterThan(3_000)
    expect(found).toEqual(asPromised)
  })

  it('drops from the cache what has changed, on INSERT, MODIFY and REMOVE', async () => {
    const kept = cache(target.cacheUrl)
    const key = 'PRODUCT#cached|PRODUCT#cached'
    const isGone = async (): Promise<boolean> =>
      eventually(async () => (await kept.get(key)) === undefined, Boolean, { seconds: 20, everyMs: 200 })
    const product = { productId: 'cached', title: 'Tea', category: 'Drinks', price: 3, quantity: 1 }

    for (const write of [
      async () => createProduct(shop, product),
      async () => updatePrice(shop, 'cached', 4),
      async () => deleteProduct(shop, 'cached'),
    ]) {
      await kept.set(key, 'old')
      await write()

      expect(await isGone()).toBe(true)
    }
  })

  it('leaves nothing when it is removed', async () => {
    expect((await whatIsThere(stageName)).length).toBeGreaterThan(10)

    await removeStage(stageName)

    expect(await whatIsThere(stageName)).toEqual([])
  })
})
