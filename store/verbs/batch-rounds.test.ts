import { afterEach, describe, expect, it } from 'vitest'
import type { DynamoDBAnswer, Call, HttpEndpoint } from '../../test/support/http-endpoint.ts'
import { httpEndpoint, refusal } from '../../test/support/http-endpoint.ts'
import { thingsAt } from '../../test/support/things-at.ts'
import { ExactNumber } from '../../core/attributes/exact-number.ts'
import { batchGet } from './batch-get.ts'
import { batchWrite } from './batch-write.ts'
import type { Table } from '../table.ts'

let running: HttpEndpoint
const waitsMs: number[] = []

const tableThat = async (answer: (call: Call, number: number) => DynamoDBAnswer): Promise<Table> => {
  running = await httpEndpoint(answer)
  waitsMs.length = 0
  return thingsAt(running, waitsMs, { maxAttempts: 3, baseDelayMs: 100, maxDelayMs: 300 })
}

type Writes = { readonly RequestItems: { readonly things: readonly unknown[] } }
type Reads = { readonly RequestItems: { readonly things: { readonly Keys: readonly unknown[] } } }

const writesIn = ({ body }: Call): readonly unknown[] => (body as Writes).RequestItems.things
const keysIn = ({ body }: Call): readonly unknown[] => (body as Reads).RequestItems.things.Keys

/** Leaves all but the first `done` of a call's writes. */
const writesLeft = (call: Call, done: number): DynamoDBAnswer => {
  const left = writesIn(call).slice(done)
  return { body: { UnprocessedItems: left.length === 0 ? {} : { things: left } } }
}

const keys = Array.from({ length: 60 }, (_, n) => ({ PK: String(n) }))
const puts = keys.map(put => ({ put }))

describe('a batch', () => {
  afterEach(async () => running.stop())

  it('is made without a pause as long as nothing is left', async () => {
    const things = await tableThat(call => writesLeft(call, 25))

    await batchWrite(things, puts)

    expect(running.calls.map(call => writesIn(call).length)).toEqual([25, 25, 10])
    expect(waitsMs).toEqual([])
  })

  it('pauses before what was left is written again, the longer the oftener that happens', async () => {
    const things = await tableThat((call, number) => writesLeft(call, number > 2 ? 25 : 20))

    await batchWrite(things, puts)

    expect(running.calls.map(call => writesIn(call).length)).toEqual([25, 25, 20])
    expect(waitsMs).toEqual([100, 200])
    expect(new Set(running.calls.flatMap(writesIn).map(write => JSON.stringify(write))).size).toBe(60)
  })

  it('ends after so many calls in a row that got nowhere, and lists what was not written', async () => {
    const things = await tableThat((call, number) => writesLeft(call, number === 2 ? 1 : 0))

    await expect(batchWrite(things, puts.slice(0, 3))).rejects.toMatchObject({
      code: 'store.unwritten',
      detail: { written: 1, unwritten: puts.slice(1, 3) },
    })

    expect(running.calls.map(call => writesIn(call).length)).toEqual([3, 3, 2, 2, 2])
    expect(waitsMs).toEqual([100, 200, 300, 300])
  })

  it('of reads pauses and goes on in the same way', async () => {
    const things = await tableThat((call, number) => {
      const asked = keysIn(call)
      const done = number === 1 ? 1 : asked.length
      const left = asked.slice(done)
      const UnprocessedKeys = left.length === 0 ? {} : { things: { Keys: left } }
      return { body: { Responses: { things: asked.slice(0, done) }, UnprocessedKeys } }
    })

    expect(await batchGet(things, keys, { consistent: true })).toEqual(keys)

    expect(running.calls.map(({ body }) => body['RequestItems'])).toEqual(
      Array(2).fill({ things: expect.objectContaining({ ConsistentRead: true }) as unknown }),
    )
    expect(waitsMs).toEqual([100])
  })

  it('of reads knows a key again, however its number is written', async () => {
    const things = await tableThat(call => ({
      body: {
        Responses: { things: keysIn(call).map(() => ({ PK: { N: '10.0' }, n: { S: 'ten' } })) },
      },
    }))
    const same = [10, new ExactNumber('10.0'), 10n].map(PK => ({ PK }))

    expect(await batchGet(things, same)).toEqual(Array(3).fill({ PK: 10, n: 'ten' }))

    expect(running.calls.map(keysIn)).toEqual([[{ PK: { N: '10' } }]])
    await expect(
      batchWrite(
        things,
        same.map(put => ({ put })),
      ),
    ).rejects.toMatchObject({ code: 'store.batch-duplicate' })
  })

  it('stops between two calls when it is aborted', async () => {
    const things = await tableThat(call => writesLeft(call, 1))
    const controller = new AbortController()
    const wait = async (): Promise<void> => {
      controller.abort(new Error('enough'))
      return Promise.resolve()
    }

    const aborted = batchWrite({ ...things, clock: { ...things.clock, wait } }, puts, controller)

    await expect(aborted).rejects.toThrow('enough')
    expect(running.calls).toHaveLength(1)
  })

  it('ends at once with what no repetition can help', async () => {
    const things = await tableThat(() => refusal('ValidationException'))

    await expect(batchWrite(things, puts)).rejects.toMatchObject({ code: 'store.refused' })

    expect(running.calls).toHaveLength(1)
  })
})
