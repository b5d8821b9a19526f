import { describe, expect, it } from 'vitest'
import { memoryAuditSink } from '../../adapters/memory/memory-audit-sink.ts'
import { everything } from '../../core/filter/words.ts'
import { kinesisHandler } from '../../core/handler/kinesis-handler.ts'
import { silentLogger } from '../../core/logger.ts'
import type { Processor } from '../../core/processor/processor.ts'
import { processor } from '../../core/processor/define-processor.ts'
import { registry } from '../../core/registry/define-registry.ts'
import { auditLog } from '../../processors/audit-log/audit-log.ts'
import type { AuditSink } from '../../processors/audit-log/audit-sink.ts'
import { recordOf } from '../../test/support/records.ts'
import { newWorld } from '../../test/support/redrive-world.ts'

const eventOf = (place: string) => {
  const { eventSourceARN: _, ...record } = recordOf({ seq: 1 })
  const { SequenceNumber: __, ...dynamodb } = record.dynamodb ?? {}
  const change = { ...record, tableName: 'things', dynamodb }
  return {
    Records: [
      {
        eventSource: 'aws:kinesis',
        eventSourceARN: 'arn:aws:kinesis:eu-central-1:123456789012:stream/changes',
        kinesis: {
          sequenceNumber: `4960${place.repeat(52)}`,
          data: Buffer.from(JSON.stringify(change)).toString('base64'),
        },
      },
    ],
  }
}

const keysIn = async (sink: AuditSink): Promise<readonly string[]> => {
  const keys: string[] = []
  for await (const { what } of sink.entries()) keys.push(what.key)
  return keys
}

describe('what was parked on Kinesis', () => {
  it('is brought back, of the table that is asked for, and is one entry with its copy', async () => {
    const { objects, ledger, redrive } = newWorld()
    const parking = {
      put: async (key: string, body: string) => Promise.resolve(void objects.set(key, body)),
      list: () => {
        throw new Error('nobody lists')
      },
    }
    const invoke = async (own: Processor, place: string) =>
      kinesisHandler(registry([own]), {
        ledger,
        parking,
        stage: 'test',
        maxAttempts: 1,
        blameAfterMs: 0,
        logger: silentLogger,
      })(eventOf(place), { functionName: 'test', getRemainingTimeInMillis: () => 30_000 })
    const refusing = processor({
      name: 'history',
      filter: everything(),
      handle: async () => Promise.reject(new TypeError('no')),
    })
    const sink = memoryAuditSink()
    const history = auditLog({ name: 'history', filter: everything(), sink })
    expect(await invoke(refusing, '1')).toEqual({ batchItemFailures: [] })
    expect(objects.size).toBe(1)

    await redrive([history], { table: 'things' })

    expect(await keysIn(sink)).toEqual(['a'])
    await invoke(history, '2')
    expect(await keysIn(sink)).toEqual(['a'])
  })
})

describe('a batch of Kinesis that was given up', () => {
  const discarded = (payload: object | undefined): string =>
    JSON.stringify({
      requestContext: {
        requestId: 'r',
        functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:test',
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 3,
      },
      version: '1.0',
      timestamp: '2026-01-01T00:00:00.000Z',
      KinesisBatchInfo: { shardId: 'shardId-000000000000', batchSize: 1 },
      ...(payload !== undefined && { payload: JSON.stringify(payload) }),
    })
  const redriven = async (body: string) => {
    const { objects, redrive } = newWorld()
    const key = 'aws/lambda/m/shardId-000000000000/2026/01/01/2026-01-01T00.00.00-r'
    objects.set(key, body)
    const sink = memoryAuditSink()
    await redrive([auditLog({ name: 'history', filter: everything(), sink })], {})
    return { keys: await keysIn(sink), isLeft: objects.get(key) === body }
  }

  it('is brought back out of its payload, and its object goes', async () => {
    expect(await redriven(discarded(eventOf('1')))).toEqual({ keys: ['a'], isLeft: false })
  })

  it.each<[string, object | undefined]>([
    ['only its place', undefined],
    ['no records', {}],
    [
      'what is no change',
      { Records: [{ ...eventOf('1').Records[0], kinesis: { sequenceNumber: '1', data: 'e30=' } }] },
    ],
  ])('is left where it lies where it holds %s', async (_, payload) => {
    expect(await redriven(discarded(payload))).toEqual({ keys: [], isLeft: true })
  })
})
