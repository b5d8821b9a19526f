// Marked values in items, and a marked password in a URL, through what commands print and what a function says.
import { writeFileSync } from 'node:fs'
import { Metrics } from '@aws-lambda-powertools/metrics'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { memoryAuditSink } from '../../adapters/memory/memory-audit-sink.ts'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { openTelemetry } from '../../adapters/opentelemetry/open-telemetry.ts'
import { powertoolsMetrics } from '../../adapters/powertools/powertools-metrics.ts'
import { doctorCommand } from '../../cli/doctor-command.ts'
import { explainCommand } from '../../cli/explain-command.ts'
import { hotKeysCommand } from '../../cli/hot-keys-command.ts'
import { redriveLines } from '../../cli/redrive-command.ts'
import { replayCommand } from '../../cli/replay-command.ts'
import type { Terminal } from '../../cli/terminal.ts'
import { systemClock } from '../../core/clock.ts'
import { everything } from '../../core/filter/words.ts'
import { observers } from '../../core/observe/observers.ts'
import { processor } from '../../core/processor/define-processor.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { RedriveEvent } from '../../operations/redrive/redrive-event.ts'
import { toldChange } from '../../operations/tail/change-told.ts'
import { auditLog } from '../../processors/audit-log/audit-log.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import { deploymentStub } from '../support/aws-stub/deployment-stub.ts'
import type { StubAccount } from '../support/aws-stub/stub-account.ts'
import { healthyAccount } from '../support/healthy-account.ts'
import {
  markedImage,
  markedRecord,
  markedRecords,
  marksIn,
  password,
  word,
} from '../support/marked-values.ts'
import { notedTerminal } from '../support/noted-terminal.ts'
import { notedTracer } from '../support/noted-tracer.ts'
import { functionOf } from '../support/pipeline.ts'
import { recordOf } from '../support/records.ts'
import { newWorld } from '../support/redrive-world.ts'
import '../support/same-samples.ts'
import { smallProjects } from '../support/small-project.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()

/** All that a command prints of captured markedRecords, or says where it refuses them. */
const printed = async (
  captured: readonly StreamRecord[],
  folder: string,
  run: (file: string, terminal: Terminal) => Promise<unknown>,
): Promise<string> => {
  const file = path('captured.ndjson')
  writeFileSync(file, captured.map(each => `${JSON.stringify(each)}\n`).join(''))
  const terminal = notedTerminal({}, { folder })
  const ended = await run(file, terminal).catch((error: unknown) => String(error))
  return `${terminal.outText()}${terminal.saidText()}${String(ended)}`
}

const hotKeys = (output: 'human' | 'json') => async (file: string, terminal: Terminal) =>
  hotKeysCommand(
    [file],
    { top: 10, insights: false, since: '3h', allowWrites: false, partitionKey: 'PK', output },
    terminal,
  )

describe('marked values', () => {
  let account: StubAccount = healthyAccount()
  const stub = deploymentStub(() => account)
  const env = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: password, AWS_REGION: 'eu-west-1' }
  beforeAll(() => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  })
  afterAll(() => {
    vi.unstubAllEnvs()
  })

  it('are in nothing that hot-keys prints', async () => {
    await fc.assert(
      fc.asyncProperty(
        markedRecords,
        fc.constantFrom('human' as const, 'json' as const),
        async (all, output) => {
          // A record that has no image of DynamoDB's is not counted, so one that has is beside them.
          const sound = recordOf({ seq: 1_000_001, key: 'item-0', after: { name: word } })
          const text = await printed([...all, sound], '/nowhere', hotKeys(output))

          expect(text).toContain('item-')
          expect(marksIn(text)).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })

  it('are in nothing that explain prints', async () => {
    const source = (file: string): string => JSON.stringify(new URL(`../../${file}`, import.meta.url).href)
    const folder = smallProjects()({
      code: `
import { registry } from ${source('core/registry/define-registry.ts')}
import { processor } from ${source('core/processor/define-processor.ts')}
import { everything } from ${source('core/filter/words.ts')}
export const pipeline = () => registry([
  processor({ name: 'watch', filter: everything().on('MODIFY'), handle: async () => undefined }),
  processor({ name: 'odd', filter: everything().matching(({ newImage }) => JSON.parse(newImage.note.S), 'odd'), handle: async () => undefined }),
])
export const handler = () => undefined
`,
    })
    await fc.assert(
      fc.asyncProperty(
        markedRecords,
        fc.constantFrom('human' as const, 'ndjson' as const),
        async (all, output) => {
          const text = await printed(all, folder, async (file, terminal) =>
            explainCommand([file], { output }, terminal),
          )

          expect(marksIn(text)).toEqual([])
        },
      ),
      { numRuns: 15 },
    )
  })

  it('are in nothing that tail tells of a change', () => {
    fc.assert(
      fc.property(markedRecord, change => {
        let told: unknown
        try {
          told = toldChange(change)
        } catch (error) {
          told = String(error)
        }
        expect(marksIn(told)).toEqual([])
      }),
    )
  })

  it('are in no log line, reason, report or response of a function, whatever it does with them', async () => {
    await fc.assert(
      fc.asyncProperty(markedRecords, async all => {
        const noted: unknown[] = []
        const log = (...line: unknown[]): void => void noted.push(line)
        const f = functionOf(
          [
            auditLog({ filter: everything(), sink: memoryAuditSink() }),
            searchIndex({
              filter: everything(),
              store: memorySearchStore(),
              index: 'i',
              document: change => JSON.parse(JSON.stringify(change)) as object,
            }),
          ],
          { logger: { info: log, warn: log, error: log }, maxAttempts: 1, observe: log },
        )

        noted.push(await f.invoke(all))

        const reasons = (await f.parked()).map(({ record: _, ...rest }) => rest)
        expect(marksIn([noted, reasons])).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('are in nothing that a redrive says of parked and discarded changes, done, refused or only looked at', async () => {
    await fc.assert(
      fc.asyncProperty(markedRecords, fc.boolean(), async (all, dryRun) => {
        const said: unknown[] = []
        const log = (...line: unknown[]): void => void said.push(line)
        const world = newWorld()
        const processors = [
          auditLog({ filter: everything(), sink: memoryAuditSink() }),
          searchIndex({
            ...{ filter: everything(), index: 'i', store: memorySearchStore() },
            document: change => JSON.parse(JSON.stringify(change)) as object,
          }),
          // Its errors quote what they could not read.
          processor({
            name: 'own',
            filter: everything(),
            handle: async change => Promise.resolve(void BigInt(JSON.stringify(change.newImage))),
          }),
        ]
        const f = world.functionOf(processors, { maxAttempts: 1 })
        // What is parked, and what Lambda gave up as a whole; of which objects one is torn.
        await f.invoke(all)
        world.discard(all)
        const [torn] = world.objects.keys()
        if (torn !== undefined) world.objects.set(`${torn}.json`, world.objects.get(torn)?.slice(0, -7) ?? '')
        const logger = { info: log, warn: log, error: log }
        const lines = redriveLines({ out: text => said.push(text), say: text => said.push(text) })
        const tell = (event: RedriveEvent): void => {
          said.push(event)
          lines(event)
        }

        const summary = await world.redrive(processors, { dryRun, logger, tell })

        expect(summary.objects).toBeGreaterThan(0)
        expect(said.length).toBeGreaterThan(2)
        expect(marksIn(said)).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('are in nothing that replay prints, of records that do or do not go through', async () => {
    const source = (file: string): string => JSON.stringify(new URL(`../../${file}`, import.meta.url).href)
    const folder = smallProjects()({
      code: `
import { streamHandler } from ${source('core/handler/stream-handler.ts')}
import { registry } from ${source('core/registry/define-registry.ts')}
import { processor } from ${source('core/processor/define-processor.ts')}
import { memoryLedgerStore } from ${source('adapters/memory/memory-ledger-store.ts')}
import { memoryParkingStore } from ${source('adapters/memory/memory-parking-store.ts')}
import { everything } from ${source('core/filter/words.ts')}
export const pipeline = () => registry([
  processor({ name: 'odd', filter: everything(), handle: async ({ newImage }) => { BigInt(JSON.stringify(newImage)) } }),
  processor({ name: 'watch', filter: everything(), handle: async () => undefined }),
])
export const handler = streamHandler(pipeline(), { ledger: memoryLedgerStore(), parking: memoryParkingStore(), maxAttempts: 1 })
`,
    })
    for (const output of ['human', 'ndjson'] as const)
      await fc.assert(
        fc.asyncProperty(markedRecords, async all => {
          const sound = recordOf({ seq: 1_000_001, key: 'item-0', after: { name: word } })
          const text = await printed([...all, sound], folder, async (file, terminal) =>
            // A function in a thread of its own has the machine's time.
            replayCommand([file], { output, allowRemoteSinks: false }, { ...terminal, clock: systemClock }),
          )

          // Why it was parked, in words without what it holds.
          expect(text).toContain('Cannot convert the text to a BigInt')
          expect(marksIn(text)).toEqual([])
        }),
        { numRuns: 3 },
      )
  }, 120_000)

  it('are in no metric, span or line of an observed function, and keys are not either', async () => {
    await fc.assert(
      fc.asyncProperty(markedRecords, async all => {
        const written: string[] = []
        const console = { ...globalThis.console, log: (line: string) => void written.push(line) }
        const metrics = new Metrics({ namespace: 'Tailrace', serviceName: 'shop' })
        Reflect.set(metrics, 'console', console)
        const tracer = notedTracer()
        const observe = observers(powertoolsMetrics(metrics), openTelemetry(tracer))
        const refusing = {
          write: async (text: string) => Promise.reject(new TypeError(`Cannot write ${text} at ${password}`)),
        }
        const own = processor({
          name: 'own',
          filter: everything(),
          handle: async change => observe.sink('sink', refusing).write(JSON.stringify(change.newImage)),
        })
        const index = searchIndex({
          ...{ filter: everything(), index: 'i', store: observe.sink('search', memorySearchStore()) },
          document: change => JSON.parse(JSON.stringify(change)) as object,
        })
        const f = functionOf([own, index], { maxAttempts: 1, watch: observe.watch })

        const sound = recordOf({ seq: 1_000_001, key: 'item-0', after: { name: word } })
        await f.invoke([...all, sound])

        const said = `${written.join('')}${JSON.stringify(tracer.spans())}`
        expect(said).toContain('sink write')
        expect(said).toContain('Received')
        expect(marksIn(said)).toEqual([])
        expect(said).not.toContain('item-')
      }),
      { numRuns: 40 },
    )
  })

  it('are in nothing that doctor prints of sampled items, URLs and credentials', async () => {
    const run = fc.record({
      items: fc.array(markedImage, { minLength: 1, maxLength: 20 }),
      output: fc.constantFrom('human' as const, 'json' as const),
      policy: fc.boolean(),
      url: fc.constantFrom(
        `https://user:${password}@search.example.com`,
        `https://user:${password}@localhost:9200/?token=${password}`,
        `redis://:${password}@127.0.0.1:6379`,
        `https://${password}@/`,
      ),
    })
    await fc.assert(
      fc.asyncProperty(run, async ({ items, output, policy, url }) => {
        account = healthyAccount()
        account.items = items.map((each, at) => ({
          ...Object.fromEntries(
            Object.entries(each).filter(([, value]) => typeof value === 'object' && !('X' in value)),
          ),
          PK: { S: `item-${at}` },
          SK: { S: 'X' },
        }))
        const orders = account.functions['shop-orders']
        account.functions['shop-orders'] = {
          ...orders,
          Environment: { Variables: { SEARCH_URL: url, CACHE_URL: url, TOKEN: password } },
        }
        account.mappings = account.mappings.map(each => ({ ...each, BisectBatchOnFunctionError: false }))
        const terminal = notedTerminal(env)

        const ended = await doctorCommand(
          { table: 'shop', endpoint: stub.endpoint(), maxReadUnits: 100, policy, output },
          terminal,
        ).catch((error: unknown) => String(error))

        const text = `${terminal.outText()}${terminal.saidText()}${String(ended)}`
        expect(text).toContain('shop')
        expect(marksIn(text)).toEqual([])
      }),
      { numRuns: 25 },
    )
  })
})
