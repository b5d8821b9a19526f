import { afterEach, describe, expect, it } from 'vitest'
import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { DynamoDBAnswer, HttpEndpoint } from '../../test/support/http-endpoint.ts'
import { httpEndpoint, refusal } from '../../test/support/http-endpoint.ts'
import { thingsAt } from '../../test/support/things-at.ts'
import type { Condition } from '../expressions/condition.ts'
import { attribute } from '../expressions/condition.ts'
import type { Changes } from '../expressions/changes.ts'
import { changes } from '../expressions/changes.ts'
import { get } from '../verbs/get.ts'
import { put } from '../verbs/put.ts'
import type { Table } from '../table.ts'
import { update } from '../verbs/update.ts'

const key = { PK: 'a' }

let running: HttpEndpoint
const waitsMs: number[] = []

const tableThat = async (answers: readonly DynamoDBAnswer[]): Promise<Table> => {
  running = await httpEndpoint((_, number) => answers[number - 1] ?? { body: {} })
  waitsMs.length = 0
  return thingsAt(running, waitsMs, { maxAttempts: 4, baseDelayMs: 100, maxDelayMs: 150 })
}

const throttled = refusal('ProvisionedThroughputExceededException')

/** As Node reports what the network says of an address, in the place of the first call. */
const unreachable = (things: Table, code: string): Table => {
  let calls = 0
  things.client.middlewareStack.add(
    next => async args => {
      calls += 1
      if (calls === 1) throw Object.assign(new Error(`connect ${code}`), { code })
      return next(args)
    },
    { step: 'deserialize', name: 'unreachableOnce' },
  )
  return things
}

describe('sending', () => {
  afterEach(async () => running.stop())

  it.each(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND'])(
    'tries again after %s, as the SDK would',
    async code => {
      await get(unreachable(await tableThat([]), code), key)

      expect(running.calls).toHaveLength(1)
      expect(waitsMs).toEqual([100])
    },
  )

  it.each([
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'RequestLimitExceeded',
    'InternalServerError',
    'TransactionConflictException',
  ])('tries again after %s, with pauses that double up to a limit', async type => {
    const things = await tableThat([refusal(type), refusal(type), refusal(type)])

    await get(things, key)

    expect(running.calls).toHaveLength(4)
    expect(waitsMs).toEqual([100, 150, 150])
  })

  it.each<readonly [string, DynamoDBAnswer]>([
    ...[
      'RequestTimeTooSkewed',
      'RequestExpired',
      'RequestInTheFuture',
      'RequestTimeout',
      'RequestTimeoutException',
      'TooManyRequestsException',
      'Throttling',
      'SlowDown',
      'LimitExceededException',
    ].map(type => [type, refusal(type)] as const),
    ['any 429', { status: 429, body: { __type: 'SomethingElse', message: 'slow' } }],
    ['any 503', { status: 503, body: { __type: 'SomethingElse', message: 'away' } }],
    [
      'a signature that expired',
      refusal('InvalidSignatureException', { message: 'Signature expired: 1 is now earlier than 2' }),
    ],
    [
      'a signature of the future',
      refusal('InvalidSignatureException', { message: 'Signature not yet current: 2 is still later than 1' }),
    ],
  ])('tries again after %s, as the SDK would', async (_, answer) => {
    const things = await tableThat([answer])

    await get(things, key)

    expect(running.calls).toHaveLength(2)
  })

  it.each(['SignatureDoesNotMatch', 'InvalidSignatureException', 'AccessDeniedException', 'AuthFailure'])(
    'does not try %s again where the clock is right, as the SDK would not',
    async type => {
      const things = await tableThat([refusal(type)])

      await expect(get(things, key)).rejects.toMatchObject({ name: type })

      expect(running.calls).toHaveLength(1)
    },
  )

  it.each(['SignatureDoesNotMatch', 'InvalidSignatureException', 'RequestTimeTooSkewed'])(
    'signs anew by the time of the server after %s, where its own clock was wrong',
    async type => {
      const headers = { date: new Date(Date.now() + 3_600_000).toUTCString() }
      const answer = refusal(type)
      const things = await tableThat(
        answer === 'drop'
          ? []
          : [
              { ...answer, headers },
              { body: {}, headers },
            ],
      )

      await update(things, key, changes().add('n', 1))

      const [wrong = '', right = ''] = running.calls.map(({ headers }) => headers['x-amz-date'])
      expect([running.calls.length, right > wrong]).toEqual([2, true])
    },
  )

  it('says that the clock is wrong when it stays so', async () => {
    const things = await tableThat(Array.from({ length: 4 }, () => refusal('RequestTimeTooSkewed')))

    await expect(get(things, key)).rejects.toMatchObject({ code: 'store.clock-skewed', scope: 'sink' })
  })

  it.each([
    ['ECONNREFUSED', 2, undefined],
    ['ENOTFOUND', 2, undefined],
    ['ECONNRESET', 1, 'store.outcome-unknown'],
    ['ENOSPC', 1, undefined],
  ])('looks for the network in the causes of an error: %s', async (code, calls, raised) => {
    const things = await tableThat([])
    let made = 0
    things.client.middlewareStack.add(
      next => async args => {
        made += 1
        const cause = Object.assign(new Error(`connect ${code}`), { code })
        if (made === 1) throw new TypeError('fetch failed', { cause: new Error('socket', { cause }) })
        return next(args)
      },
      { step: 'deserialize', name: 'causedOnce' },
    )

    const result = await update(things, key, changes().add('n', 1)).catch((error: unknown) => error)

    expect(made).toBe(calls)
    if (raised !== undefined) expect(result).toMatchObject({ code: raised })
  })

  it("makes as many calls as the table allows, and the SDK's own retries add none", async () => {
    const things = await tableThat(Array.from({ length: 30 }, () => throttled))

    await expect(get(things, key)).rejects.toMatchObject({
      code: 'store.throttled',
      scope: 'sink',
      detail: { operation: 'GetItem', attempts: 4 },
    })

    expect(running.calls).toHaveLength(4)
  })

  it('repeats a write after a lost answer only where that does no harm', async () => {
    const things = await tableThat(['drop', { body: {} }, 'drop', 'drop'])
    await put(things, { ...key, n: 1 })

    const conditional = put(things, key, { condition: attribute('PK').absent() })
    await expect(conditional).rejects.toMatchObject({ code: 'store.outcome-unknown' })
    await update(things, key, changes().set('n', 1))

    expect(running.calls.map(({ operation }) => operation)).toEqual([
      'PutItem',
      'PutItem',
      'PutItem',
      'UpdateItem',
      'UpdateItem',
    ])
  })

  it.each<readonly [string, Changes<PlainItem>, Condition | undefined]>([
    ['adds', changes().add('n', 1), undefined],
    ['increments', changes().increment('n', 1), undefined],
    ['appends', changes().append('l', [1]), undefined],
    ['copies what may have changed', changes().set('a', attribute('b')), undefined],
    ['removes from a list, where the next moves up', changes().remove('l[0]'), undefined],
    ['has a condition', changes().set('a', 1), attribute('a').absent()],
  ])('leaves the outcome of an update open that %s, when its answer was lost', async (_, all, condition) => {
    const things = await tableThat(['drop'])

    await expect(update(things, key, all, { condition })).rejects.toMatchObject({
      code: 'store.outcome-unknown',
    })

    expect(running.calls).toHaveLength(1)
  })

  it.each([
    ['sets', changes().set('a', 1)],
    ['sets what is absent', changes().setIfAbsent('a', 1)],
    ['removes an attribute', changes().remove('a.b')],
    ['adds to a set', changes().add('t', new Set(['a']))],
    ['deletes from a set', changes().delete('t', new Set(['a']))],
  ])('repeats an update that %s, when its answer was lost', async (_, all) => {
    const things = await tableThat(['drop'])

    await update(things, key, all)

    expect(running.calls).toHaveLength(2)
  })

  it('does not take trouble with the report of what a call consumed for trouble with the call', async () => {
    const things = await tableThat([])
    const onCapacity = (): never => {
      throw Object.assign(new Error('the metrics are away'), { name: 'TimeoutError' })
    }

    const reported = { ...things, onCapacity }
    await expect(update(reported, key, changes().add('n', 1))).rejects.toThrow(/^the metrics are away$/)
    await expect(get(reported, key)).rejects.toThrow(/^the metrics are away$/)

    expect(running.calls).toHaveLength(2)
  })

  it('asks what a call consumed only for somebody who hears of it', async () => {
    const things = await tableThat([])
    const heard: string[] = []

    await get(things, key)
    await get({ ...things, onCapacity: ({ operation }) => void heard.push(operation) }, key)

    expect(running.calls.map(({ body }) => body['ReturnConsumedCapacity'])).toEqual([undefined, 'INDEXES'])
    expect(heard).toEqual(['GetItem'])
  })

  it('tries again when nobody listens, and then says so', async () => {
    const things = await tableThat([])
    await running.stop()

    await expect(get(things, key)).rejects.toMatchObject({
      code: 'store.unavailable',
      detail: { attempts: 4 },
    })
  })

  it.each([
    ['ValidationException', 'store.refused'],
    ['ResourceNotFoundException', 'store.table-missing'],
  ])('makes one call for what no retry can help: %s', async (type, code) => {
    const things = await tableThat([refusal(type)])

    await expect(get(things, key)).rejects.toMatchObject({ code })

    expect(running.calls).toHaveLength(1)
  })

  it('pauses for a random share of the longest pause, so that callers spread out', async () => {
    const things = await tableThat([throttled, throttled])
    const shares = [0.25, 0.5]

    await get({ ...things, random: () => shares.shift() ?? 0 }, key)

    expect(waitsMs).toEqual([25, 75])
  })

  it('stops waiting when it is aborted', async () => {
    const things = await tableThat([throttled])
    const controller = new AbortController()
    const wait = async (): Promise<void> => {
      controller.abort()
      return Promise.resolve()
    }
    const pausing = { ...things, clock: { ...things.clock, wait } }

    await expect(get(pausing, key, { signal: controller.signal })).rejects.toThrow(/abort/i)

    expect(running.calls).toHaveLength(1)
  })
})
