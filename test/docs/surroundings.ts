import type { Surroundings } from './page-module.ts'

/** What pages leave to their reader, of those that show no whole program. */
export const surroundings: Readonly<Record<string, Surroundings>> = {
  'docs/guides/bundle-and-deploy.md': `
declare const stack: unknown
declare class NodejsFunction {
  constructor(scope: unknown, id: string, props: { entry: string; bundling: { externalModules: string[] } })
}
`,

  'docs/guides/filters.md': `
import { entity } from 'tailrace'
import { object, string, number } from 'valibot'
const Order = entity('Order', {
  match: { type: 'ORDER' },
  schema: object({ status: string(), total: number(), address: object({ city: string() }) }),
})
`,

  'docs/guides/first-five-minutes.md': `
import { entity } from 'tailrace'
import { object, string } from 'valibot'
const Ticket = entity('Ticket', { match: { SK: 'TICKET' }, schema: object({ ticketId: string(), title: string() }) })
`,

  'docs/guides/large-attributes.md': `
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { systemClock } from 'tailrace'
import { table } from 'tailrace/store'
const keys = { partitionKey: 'PK', sortKey: 'SK' }
const shop = table({ client: new DynamoDBClient({}), tableName: 'shop', keys })
const blobs = blobStore('file:blobs')
const clock = systemClock
`,

  'docs/guides/table.md': `
interface Order {
  status: string; note?: string; paidAt?: string; address: { city: string }
  log: string[]; attempts: number; tags: Set<string>; flags: Set<string>
}
import * as dynamodb from '@aws-sdk/client-dynamodb'
import * as before from 'tailrace/store'
const keys = { partitionKey: 'PK', sortKey: 'SK' }
await before.batchWrite(before.table({ client: new dynamodb.DynamoDBClient({}), tableName: 'shop', keys }), [
  { put: { PK: 'USER#u2', SK: 'USER#u2' } },
  { put: { PK: 'PRODUCT#p2', SK: 'PRODUCT#p2', quantity: 10 } },
])
`,

  'docs/recipes/add-a-sink.md': `
import type { NotificationSinkUnderTest } from 'tailrace/testing/contracts'
import type { ArrivedNotification } from 'tailrace/testing/contracts'
import { faultyCalls } from '../../test/support/faulty-calls.ts'
const webhook = (): NotificationSinkUnderTest => {
  const messages: ArrivedNotification[] = []
  const { faults, through } = faultyCalls({ refusal: () => new Error('refused'), secrets: ['password'] })
  return {
    sink: {
      send: async (all, signal) => {
        const results: ('applied' | Error)[] = []
        for (const message of all)
          results.push(
            await through(JSON.stringify(message), signal, async () => {
              messages.push(message)
              return Promise.resolve('applied' as const)
            }).catch((error: unknown) => error as Error),
          )
        return results
      },
    },
    arrived: () => messages,
    faults,
  }
}
`,

  'docs/reference/engine.md': `
const streamArn = 'arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000'
const functionArn = 'arn:aws:lambda:eu-central-1:123456789012:function:orders'
const handler = async () => Promise.resolve({ batchItemFailures: [] })
`,
}

/** Pages whose code is run beside a table of the shop: test/docs/guides-on-a-table.test.ts. */
export const onTable: readonly string[] = ['docs/guides/large-attributes.md', 'docs/guides/table.md']

/** Pages whose code is compiled and not run as it stands, each with the reason. */
export const notRun: Readonly<Record<string, string>> = {
  'docs/guides/bundle-and-deploy.md': 'is for deploy tools; operations/bundling has tests of the options',
  'docs/guides/search-and-cache.md': 'asks a search engine; the tests of adapters/opensearch do',
  'docs/guides/testing.md': 'is for vitest, which runs it as test/docs/testing-guide.test.ts',
}
