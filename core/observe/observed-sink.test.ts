import { describe, expect, it } from 'vitest'
import type { Logger } from '../logger.ts'
import { silentLogger } from '../logger.ts'
import type { WorkEnd, Observer } from './observer.ts'
import { observers } from './observers.ts'

/** A sink as somebody may write one: a class, private fields, a getter, functions of all sorts. */
class OddSink {
  readonly place = 'here'
  #writes = 0

  get writes(): number {
    return this.#writes
  }

  async write(text: string): Promise<string> {
    this.#writes += 1
    await Promise.resolve()
    if (text === 'bad') throw new TypeError('bad')
    return `wrote ${text}`
  }

  check(text: string): boolean {
    if (text === 'bad') throw new TypeError('bad')
    return true
  }

  async *list(): AsyncGenerator<number> {
    yield* [1, 2]
    await Promise.resolve()
  }
}

const noting = () => {
  const calls: (WorkEnd & { readonly what: string })[] = []
  const observer: Observer = {
    name: 'notes',
    sink: async ({ sink, operation }, run) =>
      void calls.push({ what: `${sink} ${operation}`, ...(await run()) }),
  }
  return { calls, observer }
}

/** What ends at once and what fails at once end in no order that matters. */
const byWhat = (a: { what: string; failed: number }, b: { what: string; failed: number }): number =>
  a.what.localeCompare(b.what) || a.failed - b.failed

const settled = async (): Promise<void> => new Promise(setImmediate)

describe('an observed sink', () => {
  it('answers as the sink does, and tells of each call', async () => {
    const { calls, observer } = noting()
    const sink = new OddSink()
    const observed = observers(observer).sink('odd', sink)

    expect(await observed.write('a')).toBe('wrote a')
    await expect(observed.write('bad')).rejects.toThrow('bad')
    expect(() => observed.check('bad')).toThrow('bad')
    expect(observed.check('good')).toBe(true)
    const listed: number[] = []
    for await (const each of observed.list()) listed.push(each)
    expect(listed).toEqual([1, 2])
    await settled()

    expect([observed.place, observed.writes, sink.writes]).toEqual(['here', 2, 2])
    expect(observed).toBeInstanceOf(OddSink)
    expect(observed.constructor).toBe(OddSink)
    expect(calls.filter(({ what }) => !what.endsWith('list')).toSorted(byWhat)).toEqual([
      { what: 'odd check', failed: 0 },
      { what: 'odd check', error: 'TypeError', failed: 1 },
      { what: 'odd write', failed: 0 },
      { what: 'odd write', error: 'TypeError', failed: 1 },
    ])
  })

  it('is made of frozen sinks, and of sinks that are plain objects', async () => {
    const { observer } = noting()
    const sink = Object.freeze({ place: 'x', sendOnce: undefined, send: async () => Promise.resolve('sent') })

    const observed = observers(observer).sink('plain', sink)

    expect(await observed.send()).toBe('sent')
    expect(observed.sendOnce).toBeUndefined()
    expect(Object.keys(observed)).toEqual(Object.keys(sink))
    expect(await { ...observed }.send()).toBe('sent')
  })

  it('begins what begins when it is awaited once, and by its caller', async () => {
    let begun = 0
    const lazy = {
      then: (done: (value: string) => void) => {
        begun += 1
        done('rows')
      },
    }
    const observed = observers(noting().observer).sink('lazy', { query: () => lazy })

    expect(await observed.query()).toBe('rows')
    await settled()

    expect(begun).toBe(1)
  })

  it('says once what its observer fails with, and leaves no rejection behind', async () => {
    const lines: unknown[] = []
    const logger: Logger = { ...silentLogger, error: (_, detail) => void lines.push(detail) }
    const odd: Observer = {
      name: 'odd',
      sink: (_, run) => {
        void run()
        throw new Error('observer')
      },
    }
    const unhandled: unknown[] = []
    const note = (error: unknown): void => void unhandled.push(error)
    process.on('unhandledRejection', note)
    const observed = observers(odd).sink('odd', new OddSink(), logger)

    expect(await observed.write('a')).toBe('wrote a')
    await expect(observed.write('bad')).rejects.toThrow('bad')
    await settled()
    process.off('unhandledRejection', note)

    expect(lines).toMatchObject([{ code: 'delivery.observer-failed', observer: 'odd', sink: 'odd' }])
    expect(unhandled).toEqual([])
  })
})
