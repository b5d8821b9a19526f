import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { s3FailedObjects } from '../../../adapters/s3/s3-failed-objects.ts'
import { s3Folder } from '../../../adapters/s3/s3-folder.ts'
import { memoryFailedObjects } from '../../../adapters/memory/memory-failed-objects.ts'
import { silentLogger } from '../../../core/logger.ts'
import type { FailedObjects, WaitingObject } from '../../../core/parking/failed-objects.ts'
import type { ParkedObject } from '../../../core/parking/park.ts'
import { parkingKey } from '../../../core/parking/park.ts'
import { manualClock } from '../../../test/support/manual-clock.ts'
import '../../../test/support/same-samples.ts'
import { temporaryPaths } from '../../../test/support/temporary-folder.ts'
import { countWaiting } from './count-waiting.ts'
import { reportWaiting } from './report-waiting.ts'
import { waitingMetrics } from './waiting-metrics.ts'

const functions = ['shop-prod-projections', 'shop-prod-reactions']
const signal = new AbortController().signal
const asked = { stage: 'prod', functions, signal }
const nowMs = Date.parse('2026-11-02T00:00:00Z')

const keyOf = (given: Partial<ParkedObject>): string =>
  parkingKey({
    schemaVersion: 1,
    processor: 'search index',
    functionName: functions[0] ?? '',
    stage: 'prod',
    streamArn: 'arn',
    key: 'k',
    sequenceNumber: '100000000000000000001',
    reason: { code: 'c', message: 'm', remedy: 'r' },
    attempts: 1,
    record: {},
    ...given,
  })

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const heldBytes = (): number => {
  collect()
  return process.memoryUsage().heapUsed
}

/** A place that gives objects as they are asked for, and holds none of them. */
const endless = (waiting: () => Iterable<WaitingObject>): FailedObjects => ({
  ...memoryFailedObjects(new Map()),
  waiting: async function* () {
    yield* await Promise.resolve(waiting())
  },
})

const own = fc.record({
  kind: fc.constant('own' as const),
  functionName: fc.constantFrom(...functions),
  processor: fc.constantFrom('search index', '(routing)', 'ü%2F', 'redriven', 'parked'),
  sequenceNumber: fc.bigInt({ min: 1n, max: 10n ** 30n }).map(String),
  key: fc.string(),
  agoMs: fc.integer({ min: -5_000, max: 200_000_000 }),
})

/** What lies in the same bucket, and is nobody's business here. */
const foreign = fc.record({
  kind: fc.constant('foreign' as const),
  key: fc.constantFrom(
    keyOf({ stage: 'dev' }),
    keyOf({ functionName: 'shop-prod-projections-2' }),
    keyOf({ functionName: 'projections' }),
    keyOf({ functionName: 'constructor' }),
    `old/${keyOf({})}`,
    `${keyOf({})}.bak`,
    keyOf({}).replace('.json', ''),
    'parked/prod/shop-prod-projections/search index/README.json',
    'parked/prod/shop-prod-projections/notes.json',
    'aws/lambda/notes.txt',
    'report.csv',
  ),
  agoMs: fc.constant(9_000_000_000),
})

describe('what waits for a redrive', () => {
  it('is counted for each function, with the oldest of its own, whatever lies beside it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(own, foreign), { maxLength: 40 }), async things => {
        const lying = new Map(
          things.map(thing => [thing.kind === 'own' ? keyOf({ ...thing }) : thing.key, thing] as const),
        )
        const aside = new Map([...lying.keys()].map(key => [`redriven/${key}`, 'brought home']))
        const since = (key: string): number => nowMs - (lying.get(key)?.agoMs ?? 9_000_000_000)
        const objects = new Map([...[...lying.keys()].map(key => [key, ''] as const), ...aside])

        const found = await countWaiting([memoryFailedObjects(objects, new Map(), since)], asked)

        const mine = [...lying.values()].filter(each => each.kind === 'own')
        for (const name of functions) {
          const ages = mine.filter(({ functionName }) => functionName === name).map(({ agoMs }) => agoMs)
          expect(found.parked.get(name)).toEqual({
            objects: ages.length,
            oldestMs: ages.length === 0 ? undefined : nowMs - Math.max(...ages),
          })
        }
        expect([...found.parked.keys()]).toEqual(functions)
        expect(found.others).toBe(lying.size - mine.length)
        expect(found.givenUp).toEqual({ objects: 0, oldestMs: undefined })
      }),
    )
  })

  it('takes the same memory for three hundred thousand objects as for three', async () => {
    const many = function* (): Generator<WaitingObject> {
      for (let at = 1; at <= 300_000; at += 1)
        yield { key: keyOf({ sequenceNumber: String(at), key: `item-${at}` }), sinceMs: nowMs - at }
    }
    await countWaiting([endless(() => [{ key: keyOf({}), sinceMs: nowMs }])], asked)
    const before = heldBytes()
    let most = 0
    const watched = function* (): Generator<WaitingObject> {
      yield* many()
      most = heldBytes()
    }
    const found = await countWaiting([endless(watched)], asked)

    expect(found.parked.get(functions[0] ?? '')).toEqual({ objects: 300_000, oldestMs: nowMs - 300_000 })
    // The keys alone would be over 30 MB.
    expect(most - before).toBeLessThan(5_000_000)
  }, 60_000)

  it('is listed page by page in a bucket, and read nowhere', async () => {
    const asks: string[] = []
    const page = (from: number) => ({
      Contents: Array.from({ length: 1_000 }, (_, at) => ({
        Key: `here/${keyOf({ sequenceNumber: String(from + at + 1) })}`,
        LastModified: new Date(nowMs - from - at),
      })),
      IsTruncated: from < 9_000,
      ...(from < 9_000 && { NextContinuationToken: String(from + 1_000) }),
    })
    const { S3Client } = await import('@aws-sdk/client-s3')
    const client = new S3Client({ region: 'eu-west-1' })
    client.middlewareStack.add(
      (_, { commandName = '' }) =>
        async ({ input }) => {
          const { ContinuationToken = '0' } = input as { readonly ContinuationToken?: string }
          asks.push(commandName)
          return Promise.resolve({ response: {}, output: page(Number(ContinuationToken)) as never })
        },
      { step: 'initialize', priority: 'high' },
    )
    const place = { bucket: 'b', prefix: 'here/', url: 's3://b/here/' }

    const found = await countWaiting([s3FailedObjects(s3Folder(client, place))], asked)

    expect(found.parked.get(functions[0] ?? '')).toEqual({ objects: 10_000, oldestMs: nowMs - 9_999 })
    expect(asks).toEqual(Array.from({ length: 10 }, () => 'ListObjectsV2Command'))
  })

  it('is no number where the time is up, or where nobody can tell', async () => {
    const controller = new AbortController()
    const cut = function* (): Generator<WaitingObject> {
      yield { key: keyOf({}), sinceMs: 0 }
      controller.abort()
      yield { key: keyOf({ key: 'l' }), sinceMs: 0 }
    }
    const refuses = endless(() => {
      throw new Error('Access Denied.')
    })

    await expect(countWaiting([endless(cut)], { ...asked, signal: controller.signal })).rejects.toMatchObject(
      { code: 'redrive.count-unfinished' },
    )
    await expect(countWaiting([refuses], asked)).rejects.toMatchObject({
      code: 'redrive.place-unreadable',
      detail: { reason: 'Access Denied' },
    })
  })

  it('becomes a metric for each function, with 0 where nothing waits and no age that nobody knows', () => {
    const parked = new Map([
      ['a', { objects: 2, oldestMs: nowMs - 90_000 }],
      ['b', { objects: 0, oldestMs: undefined }],
      ['c', { objects: 1, oldestMs: undefined }],
      // A clock that is behind that of the bucket.
      ['d', { objects: 1, oldestMs: nowMs + 2_000 }],
    ])
    const lines = waitingMetrics(
      { parked, givenUp: { objects: 3, oldestMs: nowMs - 1_000 }, others: 9 },
      { countedBy: 'redrive', atMs: nowMs },
    ).map(line => JSON.parse(line) as Record<string, unknown>)

    expect(lines.map(({ _aws, ...rest }) => rest)).toEqual([
      { function: 'a', ParkedWaiting: 2, ParkedAge: 90 },
      { function: 'b', ParkedWaiting: 0, ParkedAge: 0 },
      { function: 'c', ParkedWaiting: 1 },
      { function: 'd', ParkedWaiting: 1, ParkedAge: 0 },
      { function: 'redrive', GivenUpWaiting: 3, GivenUpAge: 1 },
    ])
    for (const line of lines) {
      const { CloudWatchMetrics, Timestamp } = line['_aws'] as {
        readonly Timestamp: number
        readonly CloudWatchMetrics: readonly [
          { readonly Dimensions: unknown; readonly Metrics: readonly { readonly Name: string }[] },
        ]
      }
      const [{ Dimensions, Metrics }] = CloudWatchMetrics
      expect([Timestamp, Dimensions]).toEqual([nowMs, [['function']]])
      expect(Metrics.map(({ Name }) => typeof line[Name])).toEqual(Metrics.map(() => 'number'))
    }
  })
})

describe('a report of what waits', () => {
  const path = temporaryPaths()

  it('reads the places that the environment names, each once, and knows functions by their deployed names', async () => {
    const folder = path('parked')
    const put = (key: string, agoSeconds: number): void => {
      const file = join(folder, key)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, 'not read, so this may be anything')
      const at = nowMs / 1_000 - agoSeconds
      utimesSync(file, at, at)
    }
    put(keyOf({}), 60)
    put(keyOf({ key: 'older' }), 600)
    put(keyOf({ functionName: 'own-name' }), 30)
    put(`aws/lambda/mapping/shard/2026/11/01/2026-11-01T23.00.00-id`, 3_600)
    put('notes.txt', 1)
    const printed: string[] = []

    const report = await reportWaiting({
      env: {
        PARK_URL: `file:${folder}`,
        FAILURES_URL: `file:${folder}`,
        STAGE: 'prod',
        FUNCTION_NAMES: 'reactions=own-name',
      },
      functions: ['projections', 'reactions'],
      deployedNames: new Map([['projections', 'shop-prod-projections']]),
      countedBy: 'shop-prod-redrive',
      clock: manualClock(nowMs),
      signal,
      logger: silentLogger,
      print: text => printed.push(text),
    })

    expect(report).toEqual({ parked: { 'shop-prod-projections': 2, 'own-name': 1 }, givenUp: 1, others: 1 })
    expect(printed.map(line => JSON.parse(line) as unknown)).toMatchObject([
      { function: 'shop-prod-projections', ParkedWaiting: 2, ParkedAge: 600 },
      { function: 'own-name', ParkedWaiting: 1, ParkedAge: 30 },
      { function: 'shop-prod-redrive', GivenUpWaiting: 1, GivenUpAge: 3_600 },
    ])
  })

  it('counts nothing in a folder that no change was parked in yet', async () => {
    const printed: string[] = []
    const report = await reportWaiting({
      env: { PARK_URL: `file:${path('nowhere')}` },
      functions: ['projections'],
      deployedNames: new Map(),
      countedBy: 'redrive',
      clock: manualClock(nowMs),
      signal,
      logger: silentLogger,
      print: text => printed.push(text),
    })

    expect(report).toEqual({ parked: { projections: 0 }, givenUp: 0, others: 0 })
    expect(printed).toHaveLength(2)
  })
})
