import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import type { WireBatch } from '../wire/wire-event.ts'
import { newEventLog } from './event-log.ts'
import { eventReader } from './event-reader.ts'
import { eventStream } from './event-stream.ts'

const note = (number: number) => ({ event: 'Note', name: 'Test', atMs: number, text: 'x' }) as const
const limits = { behind: 20, eventsAtOnce: 5, bytesAtOnce: 10_000 }
const numbersIn = (batch: WireBatch) => batch.events.map(each => ('atMs' in each ? each.atMs : -1))
const batchesIn = (text: string): readonly WireBatch[] =>
  [...text.matchAll(/^data: (\{"events".*)$/gm)].map(([, json = '']) => JSON.parse(json) as WireBatch)

describe('a reader of what happens', () => {
  it('has received and dropped together what was sent, however slow it is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 40 }), { maxLength: 60 }), steps => {
        const log = newEventLog({ events: 30, bytes: 100_000 })
        const reader = eventReader(log, 'run', undefined, limits)
        const received: number[] = []
        let [added, sent, dropped] = [0, 0, 0]
        const read = () => {
          for (const batch of batchesIn(reader.next() ?? '')) {
            received.push(...numbersIn(batch))
            ;({ sent, dropped } = batch)
            expect(received.length + dropped).toBe(sent)
          }
        }
        for (const step of steps) {
          if (step < 0) read()
          else for (let i = 0; i < step; i += 1) log.add(note((added += 1)))
        }
        for (let i = 0; i < 10; i += 1) read()
        expect(sent).toBe(added)
        expect(received).toEqual([...new Set(received)].toSorted((a, b) => a - b))
      }),
    )
  })

  it('goes on where it stopped, and says when it cannot', () => {
    const log = newEventLog({ events: 10, bytes: 100_000 })
    for (let number = 1; number <= 12; number += 1) log.add(note(number))

    const next = (id: string | undefined) => eventReader(log, 'run', id, limits).next() ?? ''

    expect(next('run.9')).not.toContain('event: reset')
    expect(numbersIn(batchesIn(next('run.9'))[0]!)).toEqual([10, 11, 12])
    // 1 and 2 are forgotten: 2 was seen, and 3 is the next.
    expect(next('run.2')).not.toContain('reset')
    for (const gone of ['run.1', 'other.9', 'run.99', 'run.x', '9', '']) {
      expect(next(gone)).toMatch(/^event: reset\nid: run\.2\n/)
      expect(numbersIn(batchesIn(next(gone))[0]!)).toEqual([3, 4, 5, 6, 7])
    }
    expect(next(undefined)).not.toContain('reset')
    expect(next('run.12')).toBe('')
  })
})

describe('the stream of events', () => {
  it('brings batches every 50 ms, heartbeats every 15 s, and ends with the run', async () => {
    const clock = simulatedClock()
    const log = newEventLog({ events: 100, bytes: 100_000 })
    const end = new AbortController()
    const body = eventStream(eventReader(log, 'run', undefined, limits), clock, end.signal).body!
    const reader = body.pipeThrough(new TextDecoderStream()).getReader()
    const next = async () => (await reader.read()).value

    expect(await next()).toContain('retry: 1000')
    log.add(note(1))
    log.add(note(2))
    await clock.pass(50)
    expect(await next()).toMatch(/^id: run\.2\ndata: .*"sent":2,"dropped":0\}\n\n$/)
    await clock.pass(15_050)
    expect(await next()).toBe(': still here\n\n')
    end.abort()
    await clock.pass(50)
    expect((await reader.read()).done).toBe(true)
  })

  it('gives nothing more to a connection that does not take it, and says then what was dropped', async () => {
    const clock = simulatedClock()
    const log = newEventLog({ events: 50_000, bytes: 100_000_000 })
    const end = new AbortController()
    const wide = { behind: 2_000, eventsAtOnce: 1_000, bytesAtOnce: 512 * 1024 }
    const stream = eventStream(eventReader(log, 'run', undefined, wide), clock, end.signal)
    for (let number = 1; number <= 20_000; number += 1) {
      log.add({ ...note(number), text: 'x'.repeat(400) })
      if (number % 1_000 === 0) await clock.pass(50)
    }
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const drained = (async () => {
      for (;;) {
        const { value, done } = await reader.read()
        if (done) return
        text += value
      }
    })()
    for (let i = 0; i < 20; i += 1) await clock.pass(50)
    end.abort()
    await clock.pass(50)
    await drained

    const batches = batchesIn(text)
    const received = batches.flatMap(numbersIn).length
    expect(batches.at(-1)).toMatchObject({ sent: 20_000 })
    expect(received + batches.at(-1)!.dropped).toBe(20_000)
    expect(batches.at(-1)!.dropped).toBeGreaterThan(10_000)
  })
})
