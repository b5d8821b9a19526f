import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Clock } from '../../core/clock.ts'
import { systemClock } from '../../core/clock.ts'
import type { HttpEndpoint } from '../../test/support/http-endpoint.ts'
import { httpEndpoint } from '../../test/support/http-endpoint.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import type { LocalRegion } from '../../test/support/two-regions.ts'
import { localRegion } from '../../test/support/two-regions.ts'
import { put } from '../verbs/put.ts'
import { table } from '../table.ts'
import { getWithFallback } from './get-with-fallback.ts'
import { regionHealth } from './region-health.ts'
import type { RegionTable } from './region-table.ts'

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
