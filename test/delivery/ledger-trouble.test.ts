import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import type { DispatchOptions } from '../../core/dispatch/options.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { functionOf, recording } from '../support/pipeline.ts'
import { recordOf } from '../support/records.ts'
import { notedLog } from '../support/noted-log.ts'

const never = async (): Promise<never> => new Promise(() => undefined)
const records = ['a', 'b', 'c'].map((key, index) => recordOf({ seq: index + 1, key }))
const failing = (error: () => Error) =>
  recording('own', seq => {
    if (seq === 2) throw error()
  })
const plain = (): Error => new Error('no luck')

const ageing = (ageMs: number) => simulatedClock(1_767_225_600_000 + ageMs)

describe('a ledger that gives no answer', () => {
  it('has half of the time for a read; then the batch is reported and nothing has run', async () => {
    const clock = ageing(0)
    const startMs = clock.now()
    let signal: AbortSignal | undefined
    const query: DispatchOptions['ledger']['query'] = async (...args) => {
      signal = args[3]
      return never()
    }
    const own = recording('own')
    const { logger, lines } = notedLog()
    const f = functionOf([own.processor], { clock, logger, ledger: { ...memoryLedgerStore(), query } })

    const reported = await clock.until(f.invoke(records, { deadlineAtMs: startMs + 30_000 }))

    expect(reported).toEqual([1, 2, 3])
    expect(own.seen).toEqual([])
    expect(clock.now() - startMs).toBe(15_000)
    expect(signal?.aborted).toBe(true)
    expect(lines.map(({ detail }) => detail['code'])).toEqual(['delivery.ledger-unreadable'])
  })

  it('does not hold the response back when it is written', async () => {
    const clock = ageing(0)
    const startMs = clock.now()
    const { logger, lines } = notedLog()
    const ledger = { ...memoryLedgerStore(), add: never }
    const f = functionOf([failing(plain).processor], { clock, logger, ledger })

    const reported = await clock.until(f.invoke(records, { deadlineAtMs: startMs + 30_000 }))

    expect(reported).toEqual([2])
    expect(clock.now() - startMs).toBeLessThan(30_000)
    expect(lines.map(({ detail }) => detail['code'])).toEqual(['Error', 'delivery.ledger-unwritable'])
  })

  it('does not keep a lone old record from running', async () => {
    const clock = ageing(60_000)
    const own = recording('own')
    const ledger = { ...memoryLedgerStore(), add: never }
    const f = functionOf([own.processor], { clock, ledger })

    const reported = await clock.until(
      f.invoke([recordOf({ seq: 1 })], { deadlineAtMs: clock.now() + 30_000 }),
    )

    expect(reported).toEqual([])
    expect(own.seen).toEqual([1])
  })
})

describe('while the ledger cannot be written', () => {
  const ledger = { ...memoryLedgerStore(), add: async () => Promise.reject(new Error('throttled')) }
  const rounds = async (ageMs: number, error: () => Error, options: Partial<DispatchOptions> = {}) => {
    const clock = ageing(ageMs)
    const { logger, lines } = notedLog()
    const f = functionOf([failing(error).processor], { clock, logger, ledger, ...options })
    const reported: (readonly number[])[] = []
    for (let tries = 1; tries <= 10; tries += 1)
      reported.push(await clock.until(f.invoke(records, { deadlineAtMs: clock.now() + 30_000 })))
    return { reported, lines, parked: await f.parked() }
  }

  it('lets the age of a record stand for its attempts, and says so', async () => {
    const { parked, reported, lines } = await rounds(3_600_000, plain)

    expect(reported[0]).toEqual([])
    expect(parked).toMatchObject([
      { sequenceNumber: records[1]?.dynamodb?.SequenceNumber, reason: { message: 'no luck' } },
    ])
    expect(lines.find(({ detail }) => detail['code'] === 'delivery.ledger-unwritable')).toMatchObject({
      level: 'error',
      detail: { parkedByAge: 1 },
    })
  })

  it('waits while the record is younger', async () => {
    const { parked, reported } = await rounds(3_599_000, plain)

    expect(reported.at(-1)).toEqual([2])
    expect(parked).toEqual([])
  })

  it('takes the age from parkAfterAgeMs', async () => {
    expect((await rounds(9_000, plain, { parkAfterAgeMs: 9_000 })).parked).toHaveLength(1)
  })

  it.each([
    () => raise(sinkFaults, 'sink.unavailable', { sink: 's', reason: 'r' }),
    () => Object.assign(new Error('x'), { code: 'ECONNRESET' }),
  ])('lets a sink that is away wait however old the record is (%#)', async error => {
    expect((await rounds(86_400_000, error)).parked).toEqual([])
  })
})

describe('those who watch', () => {
  const bad = (): never => {
    throw new Error('the observer broke')
  }

  it.each<[string, DispatchOptions['observe']]>([
    ['throws', bad],
    ['rejects', async () => Promise.reject(new Error('the observer broke'))],
  ])('fail no batch whose effects are there: an observe that %s', async (_, observe) => {
    const { logger, lines } = notedLog()
    const own = recording('own')

    const reported = await functionOf([own.processor], { logger, ...(observe && { observe }) }).invoke(
      records,
    )
    await Promise.resolve()

    expect(reported).toEqual([])
    expect(lines).toMatchObject([
      {
        level: 'error',
        detail: { code: 'delivery.observer-failed' },
        message: expect.stringContaining('the observer broke') as string,
      },
    ])
  })

  it('fail no batch whose effects are there: a logger that throws', async () => {
    const f = functionOf([failing(plain).processor], { logger: { info: bad, warn: bad, error: bad } })

    expect(await f.invoke(records)).toEqual([2])
  })
})

describe('a parking place that is away', () => {
  const gone = { ...memoryParkingStore(), put: async () => Promise.reject(new Error('bucket gone')) }
  const rejected = (): Error =>
    raise(sinkFaults, 'sink.rejected', { sink: 'index', id: '1', reason: 'mapping' })

  it.each([rejected, () => new TypeError('no luck')])(
    'never takes the place of the true reason (%#)',
    async error => {
      const { logger, lines } = notedLog()
      const ledger = memoryLedgerStore()
      const reasons: unknown[] = []
      const observe: DispatchOptions['observe'] = ({ records: all }) =>
        void reasons.push(all[1]?.outcomes[0]?.error?.message)
      const broken = functionOf([failing(error).processor], { ledger, logger, observe, parking: gone })
      for (let tries = 1; tries <= 8; tries += 1) await broken.invoke(records)
      const linesPerTry = lines.splice(0).length / 8
      const mended = functionOf([failing(error).processor], { ledger })

      const reported = await mended.invoke(records)

      expect(reported).toEqual([])
      expect(await mended.parked()).toMatchObject([{ reason: { message: error().message } }])
      expect(new Set(reasons)).toEqual(new Set([error().message]))
      expect(linesPerTry).toBeLessThanOrEqual(2)
    },
  )

  it('is said once, with what it could not take', async () => {
    const { logger, lines } = notedLog()
    const own = recording('own', () => {
      throw rejected()
    })

    await functionOf([own.processor], { logger, parking: gone }).invoke(records)

    const said = lines.filter(({ detail }) => detail['code'] === 'delivery.parking-failed')
    expect(said).toMatchObject([
      {
        level: 'error',
        detail: { records: 3, parkedFor: { code: 'sink.rejected', message: rejected().message } },
      },
    ])
  })
})
