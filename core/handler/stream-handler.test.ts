import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { describe, expect, it, onTestFinished } from 'vitest'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import { recording } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import type { ClaimStore } from '../ledger/claim-store.ts'
import type { EffectClaim } from '../ledger/effect-claim.ts'
import { silentLogger } from '../logger.ts'
import { registry } from '../registry/define-registry.ts'
import type { StreamHandlerOptions } from './stream-handler-options.ts'
import { reportChannel } from './batch-handler.ts'
import { streamHandler } from './stream-handler.ts'

const options = (): StreamHandlerOptions => ({
  ledger: memoryLedgerStore(),
  parking: memoryParkingStore(),
  logger: silentLogger,
})
const context = { functionName: 'f', getRemainingTimeInMillis: () => 30_000 }

describe('streamHandler', () => {
  it.each([
    { blameAfterMs: -1 },
    { blameAfterMs: 1.5 },
    { parkAfterAgeMs: Number.NaN },
    { logKeys: 'false' },
    { logKey: true },
  ])('refuses %j', odd => {
    const all = { ...options(), ...odd } as StreamHandlerOptions

    expect(() => streamHandler(registry([]), all)).toThrow(
      expect.objectContaining({ code: 'delivery.option-invalid' }),
    )
  })

  it('refuses a strict processor without claims, and names it', () => {
    const mail = { ...recording('mail').processor, strict: true } as const

    expect(() => streamHandler(registry([mail]), options())).toThrow(
      /claims is missing, and the processor mail/,
    )
  })

  it('gives strict processors claims of their own, kept as long as the ledger is', async () => {
    const written: Parameters<ClaimStore['write']>[0][] = []
    const store = memoryClaimStore()
    const claims: ClaimStore = {
      ...store,
      write: async claim => {
        written.push(claim)
        return store.write(claim)
      },
    }
    const clock = manualClock()
    const mail = { ...recording('mail').processor, strict: true } as const
    const handler = streamHandler(registry([mail]), { ...options(), claims, clock, ledgerLifeDays: 3 })

    await handler({ Records: [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })] }, context)

    expect(written.map(({ text }) => (JSON.parse(text) as EffectClaim).state)).toEqual([
      'claimed',
      'claimed',
      'done',
      'done',
    ])
    expect(new Set(written.map(({ text }) => (JSON.parse(text) as EffectClaim).id)).size).toBe(2)
    expect(new Set(written.map(({ expiresAtMs }) => expiresAtMs - clock.now()))).toEqual(
      new Set([259_200_000]),
    )
  })

  it('holds what says nothing against a record after five minutes', async () => {
    const clock = manualClock()
    const parking = memoryParkingStore()
    const own = recording('own', () => {
      throw new Error('no')
    })
    const handler = streamHandler(registry([own.processor]), { ...options(), clock, parking })
    const parkedAfter = async (tries: number): Promise<number> => {
      for (let made = 0; made < tries; made += 1) await handler({ Records: [recordOf({ seq: 1 })] }, context)
      let parked = 0
      for await (const each of parking.list()) parked += each.key === '' ? 0 : 1
      return parked
    }

    expect(await parkedAfter(50)).toBe(0)
    await clock.advance(300_000)
    expect(await parkedAfter(4)).toBe(0)
    expect(await parkedAfter(1)).toBe(1)
  })

  it('tells the subscribers of its channel also when observe throws', async () => {
    const told: unknown[] = []
    const tell = (report: unknown): void => void told.push(report)
    subscribe(reportChannel, tell)
    onTestFinished(() => void unsubscribe(reportChannel, tell))
    const observe = (): never => {
      throw new Error('no')
    }
    const handler = streamHandler(registry([recording('own').processor]), { ...options(), observe })

    expect(await handler({ Records: [recordOf({ seq: 1 })] }, context)).toEqual({ batchItemFailures: [] })
    expect(told).toHaveLength(1)
  })
})
