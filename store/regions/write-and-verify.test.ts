import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Clock } from '../../core/clock.ts'
import { systemClock } from '../../core/clock.ts'
import type { LocalRegion } from '../../test/support/two-regions.ts'
import { localRegion, replication } from '../../test/support/two-regions.ts'
import { put } from '../verbs/put.ts'
import { stamped } from './region-stamp.ts'
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

/** Carries over what is written, again and again until the work is done, and what it wrote last. */
const meanwhile = async <T>(work: Promise<T>, replicate: () => Promise<void>): Promise<T> => {
  const state = { isDone: false }
  const done = work.finally(() => (state.isDone = true))
  while (!state.isDone) {
    await replicate()
    await systemClock.wait(20)
  }
  await replicate()
  return done
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
      const regions = [dead.on(systemClock), us.on(systemClock)]
      await dead.running.engine.stop()

      const { arrivals } = await meanwhile(write('v4', regions), toUs)

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
