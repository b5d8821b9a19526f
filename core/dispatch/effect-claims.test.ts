import { describe, expect, it } from 'vitest'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import type { ClaimStore } from '../ledger/claim-store.ts'
import type { Processor } from '../processor/processor.ts'

describe('of the time that is left', () => {
  it('a claim gets a quarter, and so does taking it back', async () => {
    const clock = simulatedClock(1_767_225_600_000)
    const startMs = clock.now()
    const writes: number[] = []
    const store: ClaimStore = {
      ...memoryClaimStore(),
      write: async () => {
        writes.push(clock.now() - startMs)
        return new Promise<never>(() => undefined)
      },
    }
    const strict: Processor = { ...recording('strict').processor, strict: true }
    const f = functionOf([strict], { clock, claims: { store, newId: () => 'mine' } })

    await clock.until(f.invoke([recordOf({ seq: 1 })], { deadlineAtMs: clock.now() + 30_000 }))

    expect(writes).toEqual([0, 7_500])
    expect(clock.now() - startMs).toBe(7_500 + 22_500 / 4)
  })
})
