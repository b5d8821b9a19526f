import { describe, expect, it } from 'vitest'
import { jobByHand } from './by-hand.ts'
import { generateEvent } from './generate-event.ts'
import type { Out } from './job.ts'
import { ourJob } from './job.ts'

/** What leaves, as it left. */
const collecting = () => {
  const sent = { bulk: '', audit: '', messages: [] as string[], keys: [] as string[] }
  const out: Out = {
    bulk: body => void (sent.bulk += body),
    audit: body => void (sent.audit += body),
    message: body => void sent.messages.push(body),
    forget: keys => void sent.keys.push(...keys),
  }
  return { sent, out }
}

describe('the whole job', () => {
  it.each([1, 2, 3])('has the bytes that it has by hand, for event %i', async seed => {
    const event = generateEvent(1_000, seed)
    const [ours, byHand] = [collecting(), collecting()]
    await ourJob(ours.out)(event)
    await jobByHand(byHand.out)(event)

    expect(ours.sent.bulk).toBe(byHand.sent.bulk)
    expect(ours.sent.audit).toBe(byHand.sent.audit)
    expect(ours.sent.messages.sort()).toEqual(byHand.sent.messages.sort())
    expect(ours.sent.keys.sort()).toEqual(byHand.sent.keys.sort())
    expect(ours.sent.messages.length).toBeGreaterThan(20)
  })
})
