import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { manualClock, reactionsDone } from '../../test/support/manual-clock.ts'
import { recordOf } from '../../test/support/records.ts'
import { everything } from '../filter/words.ts'
import { silentLogger } from '../logger.ts'
import { processor } from '../processor/define-processor.ts'
import { registry } from '../registry/define-registry.ts'
import { ready } from './ready.ts'
import { streamHandler } from './stream-handler.ts'

const inLambda = { AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' }

type Open = (signal?: AbortSignal) => Promise<void>

/** A handler of sinks that are opened so; `ledger` is opened as the first of them. */
const handlerOf = (
  [ledger, ...sinks]: readonly Open[],
  handle: () => Promise<void> = async () => undefined,
) =>
  streamHandler(
    registry(sinks.map((open, at) => processor({ name: `p${at}`, filter: everything(), handle, open }))),
    {
      ledger: { ...memoryLedgerStore(), open: ledger },
      parking: memoryParkingStore(),
      logger: silentLogger,
    },
  )

const hangs: Open = async () => new Promise(() => undefined)
const slow =
  (clock: { readonly wait: (ms: number) => Promise<void> }, ms: number): Open =>
  async () =>
    clock.wait(ms)
const fails: Open = async () => Promise.reject(new Error('away'))
const throws: Open = () => {
  throw new Error('broken')
}

describe('ready', () => {
  it('never rejects and never holds the start for more than 2 s, whatever the sinks do', async () => {
    const kind = fc.oneof(fc.constantFrom('hangs', 'fails', 'throws'), fc.nat({ max: 5_000 }))
    await fc.assert(
      fc.asyncProperty(fc.array(kind, { maxLength: 5 }), async kinds => {
        const clock = manualClock()
        const startedAt = clock.now()
        const opens = kinds.map(each =>
          typeof each === 'number' ? slow(clock, each) : { hangs, fails, throws }[each as 'hangs'],
        )
        const handler = handlerOf(opens)
        let endedAt = Infinity

        const waiting = ready(handler, { env: inLambda, clock }).then(given => {
          endedAt = clock.now()
          return given
        })
        await reactionsDone()
        for (const ms of [...kinds, 2_000].filter(each => typeof each === 'number').toSorted((a, b) => a - b))
          await clock.advance(Math.max(0, startedAt + ms - clock.now()))

        const longest = Math.max(
          0,
          ...kinds.map(each => (typeof each === 'number' ? each : Number(each === 'hangs') * 9_999)),
        )
        expect(endedAt - startedAt).toBe(Math.min(2_000, longest))
        expect(await waiting).toBe(handler)
      }),
    )
  })

  it('opens ledger and sinks side by side, and waits for all of them', async () => {
    const clock = manualClock()
    const begun: number[] = []
    const ended: number[] = []
    const open =
      (at: number): Open =>
      async () => {
        begun.push(at)
        await clock.wait([300, 200, 100][at] ?? 0)
        ended.push(at)
      }
    let isReady = false

    const waiting = ready(handlerOf([open(0), open(1), open(2)]), { env: inLambda, clock }).then(() => {
      isReady = true
    })
    await reactionsDone()
    expect(begun).toEqual([0, 1, 2])
    await clock.advance(100)
    await clock.advance(100)
    expect(isReady).toBe(false)
    await clock.advance(100)
    await waiting
    expect(ended).toEqual([2, 1, 0])
  })

  it('gives up what hangs, so that the first use begins anew', async () => {
    const signals: (AbortSignal | undefined)[] = []
    const clock = manualClock()
    const hanging: Open = async signal => {
      signals.push(signal)
      return hangs()
    }

    const waiting = ready(handlerOf([hanging, hanging]), { env: inLambda, clock })
    await reactionsDone()
    await clock.advance(2_000)
    await waiting

    expect(signals.map(signal => signal?.aborted)).toEqual([true, true])
  })

  it.each([
    [undefined, 'any.handler', 1],
    ['src/own.handler', 'src/own.handler', 1],
    ['src/own.handler', undefined, 1],
    ['src/own.handler', 'src/verify.handler', 0],
  ])(
    'of a handler that is %s opens in a function that Lambda calls by %s: %i',
    async (handler, called, times) => {
      let opened = 0
      const open: Open = async () => {
        opened += 1
        return Promise.resolve()
      }

      await ready(handlerOf([open]), {
        env: { ...inLambda, ...(called !== undefined && { _HANDLER: called }) },
        ...(handler !== undefined && { handler }),
      })

      expect(opened).toBe(times)
    },
  )

  it('leaves a handler as it is whose sinks could not be opened', async () => {
    let handled = 0
    const handler = await ready(
      handlerOf([fails, fails], async () => {
        handled += 1
        return Promise.resolve()
      }),
      { env: inLambda },
    )

    const context = { functionName: 'f', getRemainingTimeInMillis: () => 30_000 }
    expect(await handler({ Records: [recordOf({ seq: 1, key: 'a' })] }, context)).toEqual({
      batchItemFailures: [],
    })
    expect(handled).toBe(1)
  })

  it.each([{}, { AWS_LAMBDA_INITIALIZATION_TYPE: '' }, { AWS_LAMBDA_FUNCTION_NAME: 'f' }])(
    'opens nothing in the environment %j',
    async env => {
      let opened = 0
      const open: Open = async () => {
        opened += 1
        return Promise.resolve()
      }

      await ready(handlerOf([open, open]), { env })

      expect(opened).toBe(0)
    },
  )
})
