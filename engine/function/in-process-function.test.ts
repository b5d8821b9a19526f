import { describe, expect, it } from 'vitest'
import { localMapping, numberOf, recordsTo } from '../../test/support/local-mapping.ts'
import type { InvocationEvent } from '../ports/function-target.ts'
import { simulatedClock } from '../simulated-clock.ts'
import { inProcessFunction } from './in-process-function.ts'

const functionOf = (handler: (event: InvocationEvent) => unknown) =>
  inProcessFunction({ functionName: 'local', handler, clock: simulatedClock() })

describe('a function in this process', () => {
  it('cannot change what comes again in the next try', async () => {
    const given: unknown[] = []
    const target = functionOf(event => {
      given.push(structuredClone(event))
      const records = event.Records as (typeof event.Records)[number][]
      Object.assign(records[0]?.dynamodb ?? {}, { NewImage: undefined, SequenceNumber: '' })
      records.length = 0
      throw new Error('once more')
    })
    const local = localMapping({ target, settings: { MaximumRetryAttempts: 1 } })
    local.source.put('shard-1', ...recordsTo(2))

    await local.drain()

    expect(given).toHaveLength(2)
    expect(given[1]).toEqual(given[0])
    expect(JSON.parse(local.onFailure.documents()[0]?.payload ?? '')).toEqual(given[0])
  })

  it('gets the attribute names that JavaScript has a meaning for', async () => {
    const image = JSON.parse('{"__proto__":{"S":"a"},"constructor":{"M":{"__proto__":{"N":"1"}}}}') as object
    const record = { eventName: 'INSERT', dynamodb: { NewImage: image } } as const
    const given: string[] = []
    const target = functionOf(event => given.push(JSON.stringify(event)))

    await target.invoke({ Records: [record] } as InvocationEvent, 'r')

    expect(given).toEqual([JSON.stringify({ Records: [record] })])
  })

  it.each([
    ['what JSON drops', { batchItemFailures: [], again: () => 1 }, { batchItemFailures: [] }],
    ['a value that says how it is written', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
    ['a function', () => 1, null],
    ['nothing', undefined, null],
  ])('answers with %s as Lambda does', async (_, answer, value) => {
    const target = functionOf(() => answer)

    expect(await target.invoke({ Records: [] }, 'r')).toEqual({ type: 'returned', value })
  })

  it.each([
    ['a BigInt', { state: 1n }],
    ['a symbol in the place of a state', { state: Symbol('none') }],
  ])('fails with %s in its answer, and the mapping goes on', async (_, answer) => {
    let calls = 0
    const target = functionOf(({ Records }) => {
      calls += 1
      return Records.map(numberOf).includes(1) ? answer : { state: {} }
    })
    const local = localMapping({
      target,
      settings: { MaximumRetryAttempts: 1, BatchSize: 1, TumblingWindowInSeconds: 30 },
    })
    local.source.put('shard-1', ...recordsTo(2))

    await local.drain()

    // Twice with the first record, once with the second, and once at the end of the window.
    expect(calls).toBe(4)
    expect(local.onFailure.documents()).toHaveLength(1)
  })
})
