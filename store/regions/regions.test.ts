import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Clock } from '../../core/clock.ts'
import { systemClock } from '../../core/clock.ts'
import { everything } from '../../core/filter/words.ts'
import { processor } from '../../core/processor/define-processor.ts'
import type { HttpEndpoint } from '../../test/support/http-endpoint.ts'
import { httpEndpoint } from '../../test/support/http-endpoint.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import type { LocalRegion } from '../../test/support/two-regions.ts'
import { localRegion, replication } from '../../test/support/two-regions.ts'
import { put } from '../put.ts'
import { remove } from '../remove.ts'
import { table } from '../table.ts'
import { getWithFallback } from './get-with-fallback.ts'
import { regionHealth } from './region-health.ts'
import { regionRules, stamped } from './region-stamp.ts'
import type { RegionTable } from './region-table.ts'
import { writeAndVerify } from './write-and-verify.ts'

/** Engines start slowly on a busy machine. */
const engineMs = 120_000

let eu: LocalRegion
let us: LocalRegion
let ap: LocalRegion

beforeAll(async () => {
  ;[eu, us, ap] = await Promise.all([localRegion('eu'), localRegion('us'), localRegion('ap')])
}, engineMs)
afterAll(async () => {
  await Promise.all([eu, us, ap].map(async ({ running }) => running.engine.stop()))
})

let count = 0
const newId = (): string => String((count += 1))
// Long enough for an engine on a busy machine to answer; what is VERIFIED does not wait for it.
const quick = { timeoutMs: 2_500, pollMs: 20 }

/** Starts the work, then carries over what it wrote. */
const meanwhile = async <T>(work: Promise<T>, replicate: () => Promise<void>): Promise<T> => {
  await systemClock.wait(60)
  await replicate()
  return work
}

describe('writeAndVerify', () => {
  const write = async (PK: string, others: readonly RegionTable[], clock: Clock = systemClock) =>
    writeAndVerify({ home: eu.on(clock), others, item: { PK, SK: 'x', n: 1 }, newId, ...quick })

  it('is VERIFIED where replication brings it in time', async () => {
    const { arrivals } = await meanwhile(write('v1', [us.on(systemClock)]), replication(eu, us))

    expect(arrivals).toMatchObject([{ region: 'us', status: 'VERIFIED' }])
    expect(arrivals[0]?.overtaken).toBeUndefined()
  })

  it('is NOT_FOUND where it never came, and STALE where an older one stays', async () => {
    const toUs = replication(eu, us)
    await meanwhile(write('v2', []), toUs)

    const { arrivals } = await write('v2', [us.on(systemClock), ap.on(systemClock)])

    expect(arrivals.map(({ region, status }) => [region, status])).toEqual([
      ['us', 'STALE'],
      ['ap', 'NOT_FOUND'],
    ])
    expect(arrivals.every(({ afterMs }) => afterMs >= 2_400)).toBe(true)
  })

  it('is VERIFIED, but overtaken, where a later write has taken its place', async () => {
    const later = stamped({ PK: 'v3', SK: 'x', writeId: '9999-01-01T00:00:00.000Z#z' }, 'us')
    await put(us.on(systemClock).table, later)

    const { arrivals } = await write('v3', [us.on(systemClock)])

    expect(arrivals).toMatchObject([{ status: 'VERIFIED', overtaken: true }])
  })

  it(
    'is FAILED where the region cannot be asked, which does not hold up the others',
    { timeout: engineMs },
    async () => {
      const dead = await localRegion('dead')
      const toUs = replication(eu, us)
      const writing = write('v4', [dead.on(systemClock), us.on(systemClock)])
      await dead.running.engine.stop()

      const { arrivals } = await meanwhile(writing, toUs)

      expect(arrivals.map(({ status }) => status)).toEqual(['FAILED', 'VERIFIED'])
      expect(arrivals[0]?.error).toBeInstanceOf(Error)
    },
  )

  it('fails itself when the write does', async () => {
    const nowhere = {
      ...eu.on(systemClock),
      table: { ...eu.on(systemClock).table, tableName: 'no-such-table' },
    }

    await expect(
      writeAndVerify({ home: nowhere, others: [], item: { PK: 'a', SK: 'b' }, newId }),
    ).rejects.toMatchObject({ code: 'store.table-missing' })
  })
})

describe('getWithFallback', () => {
  const key = { PK: 'g', SK: 'x' }
  const clock = manualClock()
  let silent: HttpEndpoint

  beforeAll(async () => {
    await put(eu.on(clock).table, { ...key, from: 'eu' })
    await put(us.on(clock).table, { ...key, from: 'us' })
    silent = await httpEndpoint(async () => new Promise(() => undefined))
  })
  afterAll(async () => silent.stop())

  const silentRegion = (region: string, on: Clock): RegionTable => ({
    region,
    table: table({
      client: silent.client,
      tableName: 't',
      keys: { partitionKey: 'PK', sortKey: 'SK' },
      clock: on,
    }),
  })

  it('asks the preferred region, and says so', async () => {
    const answer = await getWithFallback({
      regions: [eu.on(clock), us.on(clock)],
      key,
      health: regionHealth(),
    })

    expect(answer).toMatchObject({
      item: { from: 'eu' },
      region: 'eu',
      tried: [{ region: 'eu', outcome: 'answered' }],
    })
  })

  it('takes "there is none" for an answer', async () => {
    const answer = await getWithFallback({
      regions: [ap.on(clock), us.on(clock)],
      key,
      health: regionHealth(),
    })

    expect(answer).toMatchObject({ item: undefined, region: 'ap' })
  })

  it(
    'goes on to another when a region dies in the middle, leaves it alone after a while, and tries it again',
    { timeout: engineMs },
    async () => {
      const dying = await localRegion('dying')
      await put(dying.on(clock).table, { ...key, from: 'dying' })
      const health = regionHealth({ failures: 2, openMs: 10_000 })
      const read = async () => getWithFallback({ regions: [dying.on(clock), us.on(clock)], key, health })
      const outcomes = ({ tried }: Awaited<ReturnType<typeof read>>) =>
        tried.map(({ region, outcome }) => `${region} ${outcome}`)

      const alive = await read()
      await dying.running.engine.stop()
      const [first, second, third] = [await read(), await read(), await read()]
      await clock.advance(10_000)
      const probe = await read()
      const after = await read()

      expect(alive.item).toMatchObject({ from: 'dying' })
      expect([first, second, third, probe, after].map(({ item }) => item?.['from'])).toEqual(
        Array(5).fill('us'),
      )
      expect([first, second, third, probe, after].map(outcomes)).toEqual([
        ['dying failed', 'us answered'],
        ['dying failed', 'us answered'],
        ['dying left-alone', 'us answered'],
        ['dying failed', 'us answered'],
        ['dying left-alone', 'us answered'],
      ])
    },
  )

  it('does not wait for a region that hangs', async () => {
    // Only the region that hangs is on a clock that runs.
    const regions = [silentRegion('hung', systemClock), us.on(clock)]

    const answer = await getWithFallback({ regions, key, health: regionHealth(), timeoutMs: 80 })

    expect(answer.region).toBe('us')
    expect(answer.tried[0]).toMatchObject({ region: 'hung', outcome: 'timed-out' })
    expect(answer.tried[0]?.afterMs).toBeGreaterThanOrEqual(75)
  })

  it('asks the others by how fast they were', async () => {
    const health = regionHealth()
    health.answered('eu', 90)
    health.answered('us', 20)
    const regions = [silentRegion('hung', systemClock), ap, eu, us].map(each =>
      'on' in each ? each.on(clock) : each,
    )

    const answer = await getWithFallback({ regions, key, health, timeoutMs: 50 })

    expect(answer.region).toBe('us')
    expect(health.latencyMs('us')).toBeLessThan(20.1)
  })

  it('asks all the same when every region is to be left alone', async () => {
    const health = regionHealth({ failures: 1 })
    health.failed('us', clock.now())

    const answer = await getWithFallback({ regions: [us.on(clock)], key, health })

    expect(answer.tried.map(({ outcome }) => outcome)).toEqual(['left-alone', 'answered'])
    expect(health.mayAsk('us', clock.now())).toBe(true)
  })

  it('says what was tried when none answers, and nobody but the caller is to blame for a wrong key', async () => {
    const regions = [silentRegion('one', systemClock), silentRegion('two', systemClock)]
    const read = getWithFallback({ regions, key, health: regionHealth(), timeoutMs: 40 })

    await expect(read).rejects.toMatchObject({ code: 'region.none-answered' })
    await expect(read).rejects.toThrow(/one timed-out.*two timed-out/)
    await expect(
      getWithFallback({ regions: [eu.on(clock), us.on(clock)], key: { PK: 'a' }, health: regionHealth() }),
    ).rejects.toMatchObject({ code: 'store.key-invalid' })
    await expect(getWithFallback({ regions: [], key, health: regionHealth() })).rejects.toMatchObject({
      code: 'region.option-invalid',
    })
  })

  it('lets one call at a time through to a region that was left alone', () => {
    const health = regionHealth({ failures: 1, openMs: 100 })
    health.failed('eu', 0)

    expect([health.mayAsk('eu', 99), health.mayAsk('eu', 100), health.mayAsk('eu', 100)]).toEqual([
      false,
      true,
      false,
    ])
    health.failed('eu', 100)
    expect([health.mayAsk('eu', 199), health.mayAsk('eu', 200)]).toEqual([false, true])
    health.answered('eu', 5)
    expect([health.mayAsk('eu', 200), health.mayAsk('eu', 200)]).toEqual([true, true])
  })
})

describe('a pipeline in each region', () => {
  it(
    'acts on every change in one region only, and goes on when the other dies',
    { timeout: engineMs },
    async () => {
      const [a, b] = await Promise.all([localRegion('a'), localRegion('b')])
      const [there, back] = [replication(a, b), replication(b, a)]
      const acted: string[] = []
      const pipeline = (region: string) =>
        functionOf(
          [
            processor({
              name: 'act',
              filter: everything().origin('user'),
              handle: async ({ key, kind }) => {
                acted.push(`${region} ${kind} ${key}`)
                return Promise.resolve()
              },
            }),
          ],
          { originRules: regionRules },
        )

      await put(a.on(systemClock).table, stamped({ PK: 'one', SK: 'x' }, 'a'))
      await put(b.on(systemClock).table, stamped({ PK: 'two', SK: 'x' }, 'b'))
      await there()
      await back()
      await put(b.on(systemClock).table, stamped({ PK: 'one', SK: 'x', n: 2 }, 'b'))
      await back()
      await remove(a.on(systemClock).table, { PK: 'two', SK: 'x' })
      await there()
      const [inA, inB] = [await a.records(), await b.records()]
      await b.running.engine.stop()
      await expect(
        there()
          .then(async () => put(a.on(systemClock).table, stamped({ PK: 'three', SK: 'x' }, 'a')))
          .then(there),
      ).rejects.toThrow()
      const late = (await a.records()).slice(inA.length)

      await pipeline('a').invoke(inA)
      await pipeline('b').invoke(inB)
      await pipeline('a').invoke(late)
      await a.running.engine.stop()

      expect(acted.toSorted()).toEqual([
        'a INSERT one|x',
        'a INSERT three|x',
        'b INSERT two|x',
        'b MODIFY one|x',
        'b REMOVE two|x',
      ])
      expect(inA.length + inB.length).toBeGreaterThan(acted.length)
    },
  )
})
