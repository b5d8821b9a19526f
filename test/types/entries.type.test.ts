import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DynamoDBStreamHandler } from 'aws-lambda'
import type { BuildOptions } from 'esbuild'
import * as v from 'valibot'
import { describe, expectTypeOf, it } from 'vitest'
// By the names that users import: package.json leads to the sources, because they are what `outDir` is made from.
import type { AnyChange, Filter, Handle, ItemOf, PathOf, Registry, ScalarFor, ValueAt } from 'tailrace'
import { anyOf, entity, isPipelineError, processor, registry, streamHandler, when } from 'tailrace'
import { auditSink, cache, handlerOptions, ledgerStore, parkingStore, searchStore } from 'tailrace/adapters'
import { bundleProject, esbuildOptions, externalClients } from 'tailrace/bundling'
import { defineConfig } from 'tailrace/config'
import type { FunctionTarget, EventSourceMapping } from 'tailrace/engine'
import { inProcessFunction, memoryCheckpointStore, systemClock } from 'tailrace/engine'
import { createProduct, getProductById, Product as ShopProduct, shopTable } from 'tailrace/model'
import type { ProductItem } from 'tailrace/model'
import type { cacheInvalidation } from 'tailrace/processors'
import type { RedriveFromOptions, RedriveSummary, VerifySummary } from 'tailrace/operations'
import { capture, redriveFrom, replay, verifyDeployed } from 'tailrace/operations'
import { auditLog, searchIndex } from 'tailrace/processors'
import { attribute, changes, put, table, update } from 'tailrace/store'
import type { FixtureReport } from 'tailrace/testing'
import { replayFixture } from 'tailrace/testing'
import type { ContractCase } from 'tailrace/testing/contracts'
import { notificationSinkContract, withoutService } from 'tailrace/testing/contracts'
import type manifest from '../../package.json'

type Entries = keyof (typeof manifest)['exports']

declare const client: DynamoDBClient
declare const env: Readonly<Record<string, string | undefined>>

const Product = entity('Product', {
  match: { type: 'PRODUCT' },
  schema: v.object({ title: v.string(), price: v.number() }),
})

describe('each entry of the package', () => {
  it('is used here', () => {
    type Used =
      | '.'
      | './adapters'
      | './bundling'
      | './config'
      | './engine'
      | './model'
      | './opentelemetry'
      | './operations'
      | './powertools'
      | './processors'
      | './store'
      | './testing'
      | './testing/contracts'
    expectTypeOf<Entries>().toEqualTypeOf<Used | './package.json'>()
  })
})

describe('tailrace/operations', () => {
  it('types what operators call, and what comes of it', () => {
    expectTypeOf(redriveFrom).parameter(0).toEqualTypeOf<RedriveFromOptions>()
    expectTypeOf(redriveFrom).returns.resolves.toEqualTypeOf<RedriveSummary>()
    expectTypeOf(verifyDeployed).returns.resolves.toEqualTypeOf<VerifySummary>()
    expectTypeOf(capture).returns.resolves.toHaveProperty('count').toEqualTypeOf<number>()
    expectTypeOf(replay).returns.resolves.toHaveProperty('parked').toEqualTypeOf<number>()
    // @ts-expect-error a redrive without registries has nobody to deliver to
    void redriveFrom({ from: [], env })
  })
})

describe('tailrace/bundling', () => {
  it('gives esbuild options, and lists that bundlers may change', () => {
    expectTypeOf(esbuildOptions).returns.toExtend<BuildOptions>()
    expectTypeOf(externalClients('.')).toEqualTypeOf<string[]>()
    // @ts-expect-error there are two formats
    esbuildOptions('.', 'iife')
    // @ts-expect-error a bundle is a zip or a folder
    void bundleProject({ folder: '.', env, out: 'dist', as: 'tar' })
  })
})

describe('tailrace/config', () => {
  it('types a configuration, and refuses what there is not', () => {
    defineConfig({
      tables: { tickets: { partitionKey: 'id', sortKey: { name: 'at', type: 'N' }, viewType: 'NEW_IMAGE' } },
      functions: { webhook: { handler: 'a.b', streams: [{ table: 'tickets', BatchSize: 5 }] }, other: false },
    })
    // @ts-expect-error a view type that there is not
    defineConfig({ tables: { tickets: { partitionKey: 'id', viewType: 'BOTH' } } })
    // @ts-expect-error a setting of another spelling
    defineConfig({ functions: { webhook: { streams: [{ table: 'tickets', batchSize: 5 }] } } })
  })
})

describe('tailrace', () => {
  it('makes a function of processors', () => {
    const pipeline = registry([
      processor({
        name: 'print',
        filter: when(Product).changed('price'),
        handle: async ({ before, after }) => {
          expectTypeOf(before.price).toEqualTypeOf<number>()
          expectTypeOf(after.title).toEqualTypeOf<string>()
          return Promise.resolve('applied')
        },
      }),
    ])
    const ports = { ledger: ledgerStore('memory:'), parking: parkingStore('memory:') }
    expectTypeOf(pipeline).toEqualTypeOf<Registry>()
    expectTypeOf(streamHandler(pipeline, ports)).toExtend<DynamoDBStreamHandler>()
    expectTypeOf(streamHandler(pipeline, handlerOptions(env))).toExtend<DynamoDBStreamHandler>()
  })

  it('names what functions around its words take and give', () => {
    type Item = ItemOf<typeof Product>
    const becomes = <P extends PathOf<Item>>(path: P, value: ScalarFor<ValueAt<Item, P>>): Filter =>
      when(Product).became(path, value)
    const logged =
      <C extends AnyChange>(handle: Handle<C>): Handle<C> =>
      async (change, context) =>
        handle(change, context)

    expectTypeOf<Item>().toEqualTypeOf<{ title: string; price: number }>()
    becomes('price', 3)
    // @ts-expect-error -- a price is a number
    becomes('price', 'three')
    // @ts-expect-error -- misspelt
    becomes('prcie', 3)
    processor({
      name: 'print',
      filter: when(Product),
      handle: logged(async () => Promise.resolve('applied')),
    })
  })

  it('tells its errors by their codes', () => {
    const thrown: unknown = undefined
    if (!isPipelineError(thrown)) return
    expectTypeOf(thrown.code).toExtend<string>()
    expectTypeOf(thrown).toExtend<Error>()
  })
})

describe('tailrace/processors', () => {
  it('makes a document of what its filter selects', () => {
    searchIndex({
      filter: anyOf(when(Product).on('INSERT', 'REMOVE'), when(Product).changed('title')),
      store: searchStore('memory:'),
      index: 'products',
      document: ({ kind, after }) => {
        expectTypeOf(kind).toEqualTypeOf<'INSERT' | 'MODIFY'>()
        expectTypeOf(after).toEqualTypeOf<{ title: string; price: number }>()
        return { title: after.title }
      },
    })
  })

  it('refuses a document that comes later, and a log that goes nowhere', () => {
    const found = { filter: when(Product), store: searchStore('memory:'), index: 'products' }
    searchIndex({ ...found, document: ({ after }) => after })
    // @ts-expect-error -- a promise of one
    searchIndex({ ...found, document: async () => Promise.resolve({}) })
    // @ts-expect-error -- nowhere to write to
    auditLog({ filter: when(Product) })
  })
})

describe('tailrace/adapters', () => {
  it('opens the ports that processors take', () => {
    expectTypeOf(auditSink).returns.toExtend<Parameters<typeof auditLog>[0]['sink']>()
    expectTypeOf(cache).returns.toExtend<Parameters<typeof cacheInvalidation>[0]['cache']>()
    // @ts-expect-error -- a cache is no audit sink
    auditLog({ filter: when(Product), sink: cache('memory:') })
  })
})

describe('tailrace/store', () => {
  it('writes to a table', () => {
    const shop = table({ client, tableName: 'shop', keys: { partitionKey: 'PK' } })
    void put(shop, { PK: '1' }, { condition: attribute('PK').absent() })
    void update(shop, { PK: '1' }, changes<ProductItem>().set('title', 'Chai'))
    // @ts-expect-error -- misspelt
    changes<ProductItem>().set('titel', 'Chai')
  })
})

describe('tailrace/model', () => {
  it('writes and reads the shop', () => {
    const shop = shopTable({ client, tableName: 'shop' })
    const chai = { productId: '1', title: 'Chai', category: 'Beverages', price: 18, quantity: 39 }
    void createProduct(shop, chai)
    expectTypeOf(getProductById(shop, '1')).resolves.toEqualTypeOf<ProductItem | undefined>()
    when(ShopProduct).changed('price')
    // @ts-expect-error -- misspelt
    when(ShopProduct).changed('prcie')
  })
})

describe('tailrace/engine', () => {
  it('invokes the function of a pipeline', () => {
    const handler = streamHandler(registry([]), handlerOptions(env))
    expectTypeOf(inProcessFunction).toBeCallableWith({ functionName: 'f', handler, clock: systemClock })
    expectTypeOf(inProcessFunction).returns.toExtend<FunctionTarget>()
    expectTypeOf<ConstructorParameters<typeof EventSourceMapping>[0]>().toHaveProperty('settings')
    expectTypeOf(memoryCheckpointStore).toBeFunction()
  })
})

describe('tailrace/testing', () => {
  it('replays a fixture through the function of a pipeline, and through one of Lambda’s types', () => {
    const handler = streamHandler(registry([]), handlerOptions(env))
    expectTypeOf(replayFixture(handler, 'records.ndjson')).resolves.toExtend<FixtureReport>()
    const lambda: DynamoDBStreamHandler = handler
    expectTypeOf(replayFixture(lambda, 'records.ndjson')).resolves.toExtend<FixtureReport>()
    // @ts-expect-error -- no records
    void replayFixture(handler, 1)
  })
})

describe('tailrace/testing/contracts', () => {
  it('gives the cases that a sink of one’s own is held to', () => {
    const make = () => ({
      sink: {
        send: async (messages: readonly unknown[]) => Promise.resolve(messages.map(() => 'applied' as const)),
      },
      arrived: () => [],
    })
    expectTypeOf(notificationSinkContract(make, withoutService)).toExtend<readonly ContractCase[]>()
    // @ts-expect-error -- a sink that cannot send
    notificationSinkContract(() => ({ sink: {}, arrived: () => [] }), withoutService)
  })
})
