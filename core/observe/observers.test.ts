import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, seqOf, streamArn } from '../../test/support/records.ts'
import '../../test/support/same-samples.ts'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import { defineFaults } from '../errors/define-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { everything } from '../filter/words.ts'
import { reportChannel } from '../handler/batch-handler.ts'
import { streamHandler } from '../handler/stream-handler.ts'
import type { Logger } from '../logger.ts'
import { silentLogger } from '../logger.ts'
import { batchProcessor, processor } from '../processor/define-processor.ts'
import type { Processor } from '../processor/processor.ts'
import { registry } from '../registry/define-registry.ts'
import type { BatchFigures, WorkEnd, Observer, StandAround } from './observer.ts'
import { observers } from './observers.ts'

const faults = defineFaults({
  'own.given-up': { disposition: 'park', message: () => 'given up', remedy: 'None.' },
  'own.away': { disposition: 'retry', scope: 'sink', message: () => 'away', remedy: 'None.' },
})

/** What a handler does with a change; `filtered` is not for it. */
const fates = ['filtered', 'applied', 'unchanged', 'parked', 'retried'] as const
type Fate = (typeof fates)[number]

const doing = (fate: string | undefined): 'applied' | 'unchanged' | Error =>
  fate === 'parked'
    ? raise(faults, 'own.given-up', {})
    : fate === 'retried'
      ? new TypeError('fails')
      : fate === 'unchanged'
        ? 'unchanged'
        : 'applied'

const fateIn = (
  change: { readonly newImage?: Readonly<Record<string, { readonly S?: string }>> | undefined },
  name: string,
) => change.newImage?.[name]?.S

const textOf = (value: AttributeValue | undefined): string | undefined =>
  value !== undefined && 'S' in value ? value.S : undefined

/** A processor of each mode that treats a change as the record's attribute of its name says. */
const each = (name: string, seen: string[]): Processor =>
  processor({
    name,
    filter: everything().matching(({ newImage }) => textOf(newImage?.[name]) !== 'filtered', 'wanted'),
    handle: async change => {
      await Promise.resolve()
      seen.push(`${name} ${change.sequenceNumber}`)
      const done = doing(fateIn(change as never, name))
      if (typeof done !== 'string') throw done
      return done
    },
  })

const many = (name: string, seen: string[]): Processor =>
  batchProcessor({
    name,
    filter: everything().matching(({ newImage }) => textOf(newImage?.[name]) !== 'filtered', 'wanted'),
    handle: async groups => {
      await Promise.resolve()
      seen.push(...groups.map(({ last }) => `${name} ${last.sequenceNumber}`))
      return groups.map(({ last }) => doing(fateIn(last as never, name)))
    },
  })

const sketches = fc.array(fc.record({ one: fc.constantFrom(...fates), two: fc.constantFrom(...fates) }), {
  minLength: 1,
  maxLength: 12,
})
type Sketch = { readonly one: Fate; readonly two: Fate }

/** Every record of an item of its own, so that no failure holds up another record. */
const recordsOf = (all: readonly Sketch[]) =>
  all.map((after, at) => recordOf({ seq: at + 1, key: `item-${at}`, after: { ...after } }))

/** Ways to observe that a stranger may come up with, and whether they fail. */
const ways: Readonly<Record<string, readonly [StandAround<unknown>, boolean]>> = {
  well: [async (_, run) => run(), false],
  'throws at once': [
    () => {
      throw new Error('observer')
    },
    true,
  ],
  'rejects at once': [async () => Promise.reject(new Error('observer')), true],
  'throws after it began': [
    (_, run) => {
      void run()
      throw new Error('observer')
    },
    true,
  ],
  'rejects when it has ended': [
    async (_, run) => {
      await run()
      throw new Error('observer')
    },
    true,
  ],
  'never begins': [() => undefined, false],
  'begins twice': [async (_, run) => Promise.all([run(), run()]), false],
  'begins late': [
    async (_, run) => {
      await Promise.resolve()
      await Promise.resolve()
      await run()
    },
    false,
  ],
  'does not wait': [(_, run) => void run(), false],
  'throws no error': [
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a stranger's observer may
    async () => Promise.reject(undefined),
    true,
  ],
  'gives a thenable that throws': [
    (_, run) => {
      void run()
      return {
        then: () => {
          throw new Error('observer')
        },
      }
    },
    true,
  ],
}

const wayNames = Object.keys(ways)
const wayOf = (name: string): StandAround<unknown> => ways[name]![0]

const notedLogger = (): { readonly logger: Logger; readonly lines: unknown[] } => {
  const lines: unknown[] = []
  const error = (message: string, detail?: object): void => void lines.push({ message, ...detail })
  return { logger: { ...silentLogger, error }, lines }
}

describe('observers', () => {
  it('change nothing about a delivery, whatever they do, and are named where they fail', async () => {
    const hooks = fc.record({
      batch: fc.constantFrom(...wayNames),
      call: fc.constantFrom(...wayNames),
      figures: fc.constantFrom('well', 'throws', 'rejects'),
    })
    await fc.assert(
      fc.asyncProperty(sketches, fc.array(hooks, { minLength: 1, maxLength: 3 }), async (all, chosen) => {
        const records = recordsOf(all)
        const [plain, watched]: [string[], string[]] = [[], []]
        const unwatched = functionOf([each('one', plain), many('two', plain)], { maxAttempts: 2 })
        const { logger, lines } = notedLogger()
        const watching = chosen.map(({ batch, call, figures }, at): Observer => ({
          name: `observer-${at}`,
          batch: wayOf(batch),
          call: wayOf(call),
          figures: () => {
            if (figures === 'throws') throw new Error('figures')
            return figures === 'rejects' ? Promise.reject(new Error('figures')) : undefined
          },
        }))
        const { watch } = observers(...watching)
        const f = functionOf([each('one', watched), many('two', watched)], { maxAttempts: 2, watch, logger })

        for (let tries = 0; tries < 3; tries += 1)
          expect(await f.invoke(records)).toEqual(await unwatched.invoke(records))
        await new Promise(setImmediate)

        expect(watched.toSorted()).toEqual(plain.toSorted())
        expect((await f.parked()).length).toBe((await unwatched.parked()).length)
        const calledAny = plain.length > 0
        const failing = chosen.flatMap(({ batch, call, figures }, at) =>
          ways[batch]![1] || (ways[call]![1] && calledAny) || figures !== 'well' ? [`observer-${at}`] : [],
        )
        const said = lines.filter(line => (line as { code?: string }).code === 'delivery.observer-failed')
        expect(new Set(said.map(line => (line as { observer: string }).observer))).toEqual(new Set(failing))
      }),
      { numRuns: 60 },
    )
  })

  it('count every record once, and what an earlier invocation finished not again', async () => {
    await fc.assert(
      fc.asyncProperty(sketches, async all => {
        const told: BatchFigures[] = []
        const { watch } = observers({ name: 'count', figures: figures => void told.push(figures) })
        const seen: string[] = []
        const f = functionOf([each('one', seen), many('two', seen)], { watch, ledger: memoryLedgerStore() })
        const count = (name: 'one' | 'two', fate: Fate): number =>
          all.filter(sketch => sketch[name] === fate).length

        await f.invoke(recordsOf(all))
        await f.invoke(recordsOf(all))

        for (const name of ['one', 'two'] as const) {
          const [first, second] = told.map(({ processors }) =>
            processors.find(({ processor: p }) => p === name),
          )
          const fresh = Object.fromEntries(fates.map(fate => [fate, count(name, fate)]))
          expect(first).toMatchObject({ ...fresh, received: all.length, finishedBefore: 0 })
          const finishedBefore = count(name, 'applied') + count(name, 'unchanged') + count(name, 'parked')
          // Of an invocation that left nothing to retry there is no ledger entry to tell a copy of it by.
          if (fresh['retried']! > 0)
            expect(second).toMatchObject({
              ...{ applied: 0, unchanged: 0, parked: 0, finishedBefore, received: all.length },
              ...{ filtered: fresh['filtered'], retried: fresh['retried'] },
            })
          expect(first?.writeToEffectMs).toHaveLength(count(name, 'applied') + count(name, 'unchanged'))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('measure from the write of the item to the end of its handler, by the clock of the pipeline', async () => {
    const clock = simulatedClock(1_767_225_600_000)
    const told: BatchFigures[] = []
    const { watch } = observers({ name: 'times', figures: figures => void told.push(figures) })
    const slow = processor({
      name: 'slow',
      filter: everything(),
      handle: async (_, { clock: own, signal }) => own.wait(250, signal),
    })
    const f = functionOf([slow], { clock, watch, deadlineAtMs: clock.now() + 60_000 })
    await clock.pass(4_000)

    await clock.until(f.invoke([recordOf({ seq: 1 }), recordOf({ seq: 2 })]))

    expect(told[0]).toEqual({
      ...{
        functionName: 'test',
        streamArn,
        firstSequenceNumber: seqOf(1),
        lastSequenceNumber: seqOf(2),
        records: 2,
      },
      processors: [
        {
          ...{ processor: 'slow', received: 2, filtered: 0, applied: 2, unchanged: 0, parked: 0, retried: 0 },
          ...{ finishedBefore: 0, writeToEffectMs: [4_250, 4_500], callMs: [250, 250] },
        },
      ],
    })
  })

  it('count a malformed record for whoever sets it aside, and for nobody else', async () => {
    const told: BatchFigures[] = []
    const { watch } = observers({ name: 'count', figures: figures => void told.push(figures) })
    const sound = recordOf({ seq: 1, key: 'a', after: { one: 'applied' } })
    const odd = { ...recordOf({ seq: 2, key: 'b' }), eventName: 'UPDATE' as never }

    await functionOf([each('one', [])], { watch }).invoke([sound, odd])

    expect(
      told[0]?.processors.map(({ processor: p, received, applied, parked }) => [
        p,
        received,
        applied,
        parked,
      ]),
    ).toEqual([
      ['one', 1, 1, 0],
      ['(routing)', 1, 0, 1],
    ])
  })

  it('are waited for a little, and no longer, when a batch ends', async () => {
    const clock = simulatedClock()
    const { logger, lines } = notedLogger()
    const order: string[] = []
    const patient: Observer = {
      name: 'patient',
      batch: async (_, run) => {
        await run()
        await clock.wait(50)
        order.push('observer')
      },
    }
    const stuck: Observer = {
      name: 'stuck',
      batch: async (_, run) => (await run(), new Promise(() => undefined)),
    }
    const f = functionOf([each('one', [])], {
      ...{ clock, logger, deadlineAtMs: clock.now() + 60_000 },
      watch: observers(patient, stuck).watch,
    })
    const startedAtMs = clock.now()

    await clock.until(f.invoke([recordOf({ seq: 1 })]).then(() => order.push('answer')))

    expect(order).toEqual(['observer', 'answer'])
    expect(clock.now() - startedAtMs).toBe(100)
    expect(lines).toMatchObject([{ code: 'delivery.observer-failed', observer: 'stuck' }])
  })

  it('hear the code of what a handler throws, and how many of a call failed', async () => {
    const ends: (WorkEnd & { readonly processor: string })[] = []
    const { watch } = observers({
      name: 'ends',
      call: async ({ processor: name }, run) => void ends.push({ processor: name, ...(await run()) }),
    })
    const all: Sketch[] = [
      { one: 'parked', two: 'parked' },
      { one: 'filtered', two: 'applied' },
    ]

    await functionOf([each('one', []), many('two', [])], { watch }).invoke(recordsOf(all))

    expect(ends).toContainEqual({ processor: 'one', error: 'own.given-up', failed: 1 })
    expect(ends).toContainEqual({ processor: 'two', failed: 1 })
  })

  it('are given to streamHandler, beside whoever listens to its channel', async () => {
    const [told, reports]: [BatchFigures[], unknown[]] = [[], []]
    const listen = (report: unknown): void => void reports.push(report)
    subscribe(reportChannel, listen)
    onTestFinished(() => void unsubscribe(reportChannel, listen))
    const observe = observers({ name: 'count', figures: figures => void told.push(figures) })
    const stores = { ledger: memoryLedgerStore(), parking: memoryParkingStore(), logger: silentLogger }
    const handler = streamHandler(registry([each('one', [])]), { ...stores, observe })

    await handler(
      { Records: [recordOf({ seq: 1, after: { one: 'applied' } })] },
      { functionName: 'shop', getRemainingTimeInMillis: () => 30_000 },
    )

    expect(told).toMatchObject([{ functionName: 'shop', processors: [{ processor: 'one', applied: 1 }] }])
    expect(reports).toHaveLength(1)
  })

  it.each([
    [[{ name: 'x', call: async () => undefined }], /observers\(\.\.\.\)/],
    [null, /observers\(\.\.\.\)/],
    [{}, /observers\(\.\.\.\)/],
  ])('are refused as the option %j', (observe, words) => {
    const options = { ledger: memoryLedgerStore(), parking: {} as never, observe: observe as never }

    expect(() => streamHandler(registry([each('one', [])]), options)).toThrow(words)
  })

  it('may leave out any hook, also as undefined', () => {
    const without = { name: 'x', batch: undefined, call: undefined, sink: undefined, figures: undefined }

    expect(() => observers(without as never, { name: 'y' })).not.toThrow()
  })

  it.each([
    [{ call: () => undefined }, /without a name/],
    [{ name: '' }, /without a name/],
    [{ name: 7 }, /without a name/],
    [{ name: 'x', calls: () => undefined }, /x with calls/],
    [{ name: 'x', call: 'yes' }, /x, whose call is no function/],
  ])('are refused when one is %j', (observer, words) => {
    expect(() => observers(observer as never)).toThrow(words)
  })
})
