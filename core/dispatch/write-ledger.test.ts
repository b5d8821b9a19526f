import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { away } from '../../test/support/pressed-sink.ts'
import { recordOf, seqOf, streamArn } from '../../test/support/records.ts'
import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import { everything } from '../filter/words.ts'
import { readEntries } from '../ledger/ledger.ts'
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
