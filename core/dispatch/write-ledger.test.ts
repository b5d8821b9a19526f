import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { away } from '../../test/support/pressed-sink.ts'
import { recordOf, seqOf, streamArn } from '../../test/support/records.ts'
import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import { everything } from '../filter/words.ts'
import { readEntries } from '../ledger/ledger.ts'
import type { LedgerEntry } from '../ledger/ledger-entry.ts'
import type { LedgerStore } from '../ledger/ledger-store.ts'
import { batchProcessor } from '../processor/define-processor.ts'
import type { Processor } from '../processor/processor.ts'

const rejected = (): Error => raise(sinkFaults, 'sink.rejected', { sink: 's', id: '1', reason: 'no' })
const five = ['a', 'b', 'c', 'd', 'e'].map((key, index) => recordOf({ seq: index + 1, key }))

/** A ledger, and how often it was written. */
const counted = () => {
  const ledger = memoryLedgerStore()
  const sortKeys: (readonly string[])[] = []
  const store: LedgerStore = {
    ...ledger,
    add: async (entry, signal) => {
      sortKeys.push(entry.sortKeys)
      await ledger.add(entry, signal)
    },
  }
  return { store, sortKeys }
}

/** What the ledger knows of each change, by its number. */
const knownIn = async (ledger: LedgerStore): Promise<Readonly<Record<string, unknown>>> => {
  const scope = { stage: 'test', functionName: 'test', streamArn }
  const entries = await readEntries(ledger, scope, seqOf(1), seqOf(9))
  return Object.fromEntries(
    [...entries.values()].map(({ id, byProcessor }) => [
      Number(id.sequenceNumber),
      Object.fromEntries(byProcessor),
    ]),
  )
}

/** Applies 1, finds 2 unchanged, has 3 parked, fails at 4, and finds its sink away at 5. */
const various: Processor = batchProcessor({
  name: 'various',
  filter: everything(),
  handle: async groups =>
    Promise.resolve(
      groups.map(({ last }) => {
        const seq = Number(last.sequenceNumber)
        return [undefined, 'applied', 'unchanged', rejected(), new Error('no luck'), away()][seq] ?? 'applied'
      }) as never,
    ),
})

describe('what the ledger is told', () => {
  it('is what is finished, and how the rest has failed', async () => {
    const { store, sortKeys } = counted()

    expect(await functionOf([various], { ledger: store }).invoke(five)).toEqual([4, 5])

    const none = { done: undefined, attempts: 0, retryAlone: false }
    expect(await knownIn(store)).toEqual({
      1: { various: { ...none, done: 'applied' } },
      2: { various: { ...none, done: 'applied' } },
      3: { various: { ...none, done: 'parked', attempts: 1, witness: 2 } },
      4: { various: { ...none, attempts: 1, witness: 2, firstFailedAtMs: expect.any(Number) as number } },
    })
    // Where the next batch may begin: at the lowest that is open, the first one or the last one.
    expect(sortKeys).toEqual([[4, 1, 5].map(seq => String(seq).padStart(40, '0'))])
  })

  it('is nothing where all is finished, and nothing where nobody tried anything', async () => {
    const [through, outage] = [counted(), counted()]
    const down = recording('down', () => {
      throw away()
    })

    expect(await functionOf([various], { ledger: through.store }).invoke(five.slice(0, 3))).toEqual([])
    expect(await functionOf([down.processor], { ledger: outage.store }).invoke(five)).toEqual([1, 2, 3, 4, 5])

    expect([through.sortKeys, outage.sortKeys]).toEqual([[], []])
  })

  it('is of each stream what is of it, and nothing of one that is through', async () => {
    const { store, sortKeys } = counted()
    const other = `${streamArn.slice(0, -1)}1`
    const failing = recording('failing', seq => {
      if (seq === 1) throw new Error('no luck')
    })
    const f = functionOf([failing.processor], { ledger: store })

    expect(
      await f.invoke([recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b', arn: other })]),
    ).toEqual([1])

    expect(sortKeys).toEqual([[seqOf(1).padStart(40, '0')]])
  })

  it.each([
    ['beside a change that was applied before it', true, 1],
    ['where nothing was applied', false, 0],
  ])('is what a failure %s says of the sink', async (_, isApplied, witness) => {
    const clock = simulatedClock()
    const ledger = memoryLedgerStore()
    const own = recording('own', async seq => {
      await clock.wait(1_000)
      if (seq === 2 || !isApplied) throw new Error('no luck')
    })
    const f = functionOf([own.processor], { clock, ledger, concurrency: 1, blameAfterMs: 1_000_000 })

    await clock.until(f.invoke(five.slice(0, 2), { deadlineAtMs: clock.now() + 60_000 }))

    const { own: known } = ((await knownIn(ledger))['2'] ?? {}) as { readonly own?: LedgerEntry }
    expect(known?.witness ?? 0).toBe(witness)
    expect(known?.firstFailedAtMs).toBeDefined()
  })

  it('is kept for as long as it is told', async () => {
    const clock = simulatedClock()
    const expiries: number[] = []
    const store: LedgerStore = {
      ...memoryLedgerStore(),
      add: async ({ expiresAtMs }) => Promise.resolve(void expiries.push(expiresAtMs)),
    }
    const f = functionOf([various], { clock, ledger: store, ledgerLifeMs: 5_000 })

    expect(await clock.until(f.invoke(five, { deadlineAtMs: clock.now() + 60_000 }))).toEqual([4, 5])
    expect(expiries).toEqual([clock.now() + 5_000])
  })

  it.each([
    ['is through', 1],
    ['is open', 5],
  ])('is that an old record which was alone has been answered for, also where it %s', async (_, seq) => {
    const { store, sortKeys } = counted()
    const clock = simulatedClock(1_767_225_600_000 + 3_600_000)
    const f = functionOf([various], { clock, ledger: store })
    const lone = five.slice(seq - 1, seq)

    await clock.until(f.invoke(lone, { deadlineAtMs: clock.now() + 60_000 }))

    const scope = { stage: 'test', functionName: 'test', streamArn }
    const entries = [...(await readEntries(store, scope, seqOf(1), seqOf(9))).values()]
    expect(entries.map(({ loneRuns }) => loneRuns)).toEqual([{ started: 1, ended: [1] }])
    expect(sortKeys).toEqual([[seqOf(seq).padStart(40, '0')], [seqOf(seq).padStart(40, '0')]])
  })

  it('keeps what was parked from being tried again', async () => {
    const ledger = memoryLedgerStore()
    const seen: number[] = []
    const own = recording('own', seq => {
      seen.push(seq)
      if (seq === 1) throw rejected()
      if (seq === 2) throw away()
    })
    const f = functionOf([own.processor], { ledger })

    expect(await f.invoke(five.slice(0, 2))).toEqual([2])
    expect(await f.invoke(five.slice(0, 2))).toEqual([2])
    expect(seen).toEqual([1, 2, 2])
    expect(await f.parked()).toHaveLength(1)
  })
})
