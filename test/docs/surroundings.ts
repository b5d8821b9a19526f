import type { Surroundings } from './page-module.ts'

/** What pages leave to their reader, of those that show no whole program. */
export const surroundings: Readonly<Record<string, Surroundings>> = {
  'docs/guides/filters.md': `
import { entity } from 'tailrace'
import { object, string, number } from 'valibot'
const Order = entity('Order', {
  match: { type: 'ORDER' },
  schema: object({ status: string(), total: number(), address: object({ city: string() }) }),
})
`,

  'docs/guides/large-attributes.md': `
declare const shop: Table
declare const blobs: import('tailrace').BlobStore
declare const clock: import('tailrace').Clock
`,

  'docs/guides/table.md': `
interface Order {
  status: string; note?: string; paidAt?: string; address: { city: string }
  log: string[]; attempts: number; tags: Set<string>
}
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

/** Pages whose code is compiled and not run as it stands, each with the reason. */
export const notRun: Readonly<Record<string, string>> = {
  'docs/guides/large-attributes.md': 'reads a table; store/large/large.test.ts does the same',
  'docs/guides/search-and-cache.md': 'asks a search engine; the tests of adapters/opensearch do',
  'docs/guides/table.md': 'writes to a table; the tests of store/ and model/ do',
  'docs/guides/testing.md': 'is for vitest, which runs it as test/docs/testing-guide.test.ts',
}
