import { describe, expect, it } from 'vitest'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'

describe('tries that the deadline cut off', () => {
  it('are told in one line, with how many they were and how long they had', async () => {
    const clock = simulatedClock()
    const { logger, lines } = notedLog()
    const hangs = recording('hangs', async () => new Promise(() => undefined))
    const f = functionOf([hangs.processor], { clock, logger, reserveMs: 200 })
    const records = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })]

    expect(await clock.until(f.invoke(records, { deadlineAtMs: clock.now() + 1_000 }))).toEqual([1, 2])
    expect(lines).toMatchObject([
      {
        level: 'warn',
        message: expect.stringContaining('800') as string,
        detail: { code: 'delivery.deadline', processor: 'hangs', records: 2, attempt: 1 },
      },
    ])
  })
})
