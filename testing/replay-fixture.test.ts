import type { DynamoDBStreamHandler } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { recordOf, seqOf } from '../test/support/records.ts'
import { replayFixture } from './replay-fixture.ts'

const records = [1, 2, 3, 4].map(seq => recordOf({ seq }))
const reported = (...numbers: readonly number[]): unknown => ({
  batchItemFailures: numbers.map(seq => ({ itemIdentifier: seqOf(seq) })),
})

describe('replayFixture', () => {
  it('delivers all records in order, in batches', async () => {
    const report = await replayFixture(() => undefined, records, { batchSize: 3 })

    expect(report.invocations.map(({ sequenceNumbers }) => sequenceNumbers)).toEqual([
      [seqOf(1), seqOf(2), seqOf(3)],
      [seqOf(4)],
    ])
    expect(report.records).toEqual(
      [1, 2, 3, 4].map(seq => ({
        sequenceNumber: seqOf(seq),
        eventName: 'MODIFY',
        outcome: 'succeeded',
        invocations: 1,
      })),
    )
  })

  it('brings back everything from the lowest reported record on, and keeps the responses', async () => {
    let count = 0
    const handler = (): unknown => {
      count += 1
      return count === 1 ? reported(3, 2) : reported()
    }

    const report = await replayFixture(handler, records)

    expect(report.records.map(({ invocations }) => invocations)).toEqual([1, 2, 2, 2])
    expect(report.invocations.map(({ response }) => response)).toEqual([reported(3, 2), reported()])
  })

  it('gives up what never gets better, and says so of each record', async () => {
    const report = await replayFixture(() => reported(3), records, { maxTries: 2 })

    expect(report.records.map(({ outcome }) => outcome)).toEqual([
      'succeeded',
      'succeeded',
      'failed',
      'failed',
    ])
    expect(report.records[2]).toMatchObject({
      reason: expect.stringContaining('batchItemFailures') as string,
    })
  })

  it('halves a batch that is thrown at until the record that fails it is alone', async () => {
    const report = await replayFixture(event => {
      if (event.Records.some(({ dynamodb }) => dynamodb?.SequenceNumber === seqOf(2)))
        throw new Error('poison')
    }, records)

    expect(report.records.map(({ outcome }) => outcome)).toEqual([
      'succeeded',
      'failed',
      'succeeded',
      'succeeded',
    ])
    expect(report.records[1]).toMatchObject({ reason: 'poison' })
    expect(report.invocations[0]).toMatchObject({ error: 'poison' })
  })

  it('takes an identifier that is not in the batch for a failure of the whole', async () => {
    const report = await replayFixture(() => reported(99), records.slice(0, 1))

    expect(report.records).toMatchObject([{ outcome: 'failed' }])
  })

  it('looks at no answer where ReportBatchItemFailures is not set', async () => {
    const report = await replayFixture(() => reported(1), records, { reportBatchItemFailures: false })

    expect(report.records.every(({ outcome }) => outcome === 'succeeded')).toBe(true)
    expect(report.invocations).toMatchObject([{ response: reported(1) }])
  })

  it("takes a handler of Lambda's types, and gives it a context", async () => {
    const seen: unknown[] = []
    const handler: DynamoDBStreamHandler = async (event, context) => {
      seen.push(event.Records.length, context.functionName, context.getRemainingTimeInMillis() > 0)
      return Promise.resolve()
    }

    await replayFixture(handler, records, { functionName: 'orders' })

    expect(seen).toEqual([4, 'orders', true])
  })

  it('cuts off what takes too long', async () => {
    const hanging = async (): Promise<never> => new Promise(() => undefined)

    const report = await replayFixture(hanging, records.slice(0, 1), { timeoutMs: 10 })

    expect(report.records).toMatchObject([
      { outcome: 'failed', reason: expect.stringContaining('timed out') as string },
    ])
  })

  it('names a file that is not there', async () => {
    await expect(replayFixture(() => undefined, 'none.ndjson')).rejects.toThrow('none.ndjson:1:1: ENOENT')
  })
})
