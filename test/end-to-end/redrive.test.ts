import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileFailureDestination } from '../../adapters/file/file-failure-destination.ts'
import { memoryCheckpointStore } from '../../adapters/memory/memory-checkpoint-store.ts'
import { handlerOptions } from '../../adapters/open/handler-options.ts'
import { systemClock } from '../../core/clock.ts'
import { streamHandler } from '../../core/handler/stream-handler.ts'
import { silentLogger } from '../../core/logger.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { EventSourceMapping } from '../../engine/event-source-mapping.ts'
import { inProcessFunction } from '../../engine/function/in-process-function.ts'
import { localFunctionArn } from '../../engine/function/local-context.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import { pipeline } from '../../functions/reactions.ts'
import { recordOf, streamArn } from '../support/records.ts'
import { objectsIn, tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()
const functionName = 'reactions'

const order = (seq: number, total = '12.50'): StreamRecord =>
  recordOf({
    seq,
    key: `ORDER#${seq}`,
    kind: 'INSERT',
    after: {
      type: 'ORDER',
      orderId: String(seq),
      userId: 'u1',
      status: 'open',
      placedAt: '2026-01-01T00:00:00.000Z',
      total: total === '' ? 'none' : { N: total },
      freight: { N: '1' },
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
    },
  })

const newEnv = (): Readonly<Record<string, string>> => {
  const folder = path('run')
  return {
    STAGE: 'test',
    TABLE_NAME: 'things',
    SEARCH_URL: 'memory:',
    CACHE_URL: 'memory:',
    AUDIT_URL: `file:${folder}/audit.ndjson`,
    NOTIFY_URL: `file:${folder}/notifications.ndjson`,
    PARK_URL: `file:${folder}/parked`,
    FAILURES_URL: `file:${folder}/failures`,
    LEDGER_URL: `file:${folder}/ledger.ndjson`,
  }
}

const placeOf = (url: string | undefined): string => (url ?? '').slice('file:'.length)

const filesIn = (url: string | undefined): readonly string[] =>
  readdirSync(placeOf(url), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(placeOf(url).length + 1))

const linesOf = (url: string | undefined): readonly string[] =>
  readFileSync(placeOf(url), 'utf8').trim().split('\n')

/** Runs the function on a stream of these records until all of them are finished or given up. */
const runEngine = async (
  records: readonly StreamRecord[],
  env: Readonly<Record<string, string>>,
): Promise<void> => {
  const source = scriptedSource(streamArn)
  source.addShard('shard-1')
  source.put('shard-1', ...records)
  const handler = streamHandler(pipeline(env), { ...handlerOptions(env), logger: silentLogger })
  let ids = 0
  const mapping = new EventSourceMapping({
    id: 'mapping-1',
    functionArn: localFunctionArn(functionName),
    settings: {
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 2,
    },
    source,
    target: inProcessFunction({ functionName, clock: systemClock, handler }),
    checkpoints: memoryCheckpointStore(),
    onFailure: fileFailureDestination(placeOf(env['FAILURES_URL'])),
    choices: { firstRetryDelayMs: 1, maxRetryDelayMs: 1, pollIntervalMs: 1 },
    clock: systemClock,
    random: () => 0.5,
    newId: () => `request-${(ids += 1)}`,
    emit: () => undefined,
  })
  await mapping.start()
  await mapping.whenCaughtUp()
  await mapping.stop()
}

/** Each command asks the deploy tool for the project, which takes its time on a busy machine. */
const limitMs = 60_000

describe('tailrace redrive', () => {
  it(
    'brings a batch home that the engine gave up, once, and only what had failed of it',
    async () => {
      const env = newEnv()
      const noFolder = path('no-folder')
      writeFileSync(noFolder, '')
      await runEngine([order(1), order(2), order(3)], {
        ...env,
        NOTIFY_URL: `file:${noFolder}/notifications`,
      })
      const [waiting = ''] = filesIn(env['FAILURES_URL'])

      const rehearsed = await tailrace(['redrive', '--dry-run', '--output', 'ndjson'], env)

      const auditedBefore = linesOf(env['AUDIT_URL'])
      const rehearsal = objectsIn(rehearsed.out)
      expect(rehearsed.code).toBe(0)
      expect(rehearsal.filter(({ event }) => event === 'WouldDeliver')).toMatchObject(
        ['1', '2', '3'].map(seq => ({ processor: 'order-news', key: `ORDER#${seq}`, eventName: 'INSERT' })),
      )
      expect(filesIn(env['FAILURES_URL'])).toEqual([waiting])

      const first = await tailrace(['redrive', '--output', 'ndjson'], env)
      const second = await tailrace(['redrive', '--output', 'ndjson'], env)

      expect(first.code).toBe(0)
      expect(objectsIn(first.out).at(-1)).toMatchObject({
        event: 'Summary',
        applied: 3,
        failed: 0,
        redriven: 1,
      })
      expect(objectsIn(second.out).at(-1)).toMatchObject({ received: 0, objects: 0 })
      expect(linesOf(env['NOTIFY_URL'])).toHaveLength(3)
      expect(linesOf(env['AUDIT_URL'])).toEqual(auditedBefore)
      expect(filesIn(env['FAILURES_URL'])).toEqual([`redriven/${waiting}`])
    },
    limitMs,
  )

  it('keeps what fails again, says why, and ends with 4', async () => {
    const env = newEnv()
    await runEngine([order(1), order(2, '')], env)
    const parked = filesIn(env['PARK_URL'])

    const { code, out, said } = await tailrace(['redrive', '--from', env['PARK_URL'] ?? ''], env)

    expect(parked).toHaveLength(2)
    expect(code).toBe(4)
    expect(said).toContain('reactions/order-news failed at 000000000000000000002 of ORDER#2:')
    expect(out).toContain('2 objects: 0 redriven, 2 failed')
    expect(filesIn(env['PARK_URL'])).toEqual(parked)
  })

  it.each([
    [['--processor', 'order-new'], 2, 'There is no processor order-new; known are'],
    [['--from', 'ftp://host'], 5, 'known are file:, s3:'],
    [['--from', 's3://Bad'], 5, 'is not of the form s3://BUCKET/PREFIX'],
    [['--limit', 'some'], 2, 'It must be a whole number.'],
  ])('says in one line what is wrong with %j', async (args, expected, message) => {
    const { code, said } = await tailrace(['redrive', ...args], newEnv())

    expect(said).toContain(message)
    expect(code).toBe(expected)
  })

  it('does the same as a function that an operator invokes', async () => {
    const env = newEnv()
    const noFolder = path('no-folder')
    writeFileSync(noFolder, '')
    await runEngine([order(1)], { ...env, NOTIFY_URL: `file:${noFolder}/notifications` })
    Object.assign(process.env, env)
    const { handler } = await import('../../functions/redrive.ts')
    const context = { functionName: 'redrive', getRemainingTimeInMillis: () => 60_000 }

    const rehearsal = await handler({ dryRun: true }, context)
    const summary = await handler({ from: env['FAILURES_URL'] ?? '', processor: 'order-news' }, context)

    expect(rehearsal).toMatchObject({ wouldDeliver: 1, redriven: 0 })
    expect(summary).toMatchObject({ applied: 1, redriven: 1, interrupted: false })
    expect(linesOf(env['NOTIFY_URL'])).toHaveLength(1)
  })

  it('says where it would have looked', async () => {
    const { code, said } = await tailrace(['redrive'], { ...newEnv(), PARK_URL: '', FAILURES_URL: '' })

    expect(said).toContain('PARK_URL and FAILURES_URL are not set')
    expect(code).toBe(2)
  })
})
