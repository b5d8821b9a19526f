import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { everything } from '../filter/words.ts'
import type { LedgerEntry } from '../ledger/ledger-entry.ts'
import { recordName } from '../ledger/ledger-entry.ts'
import type { LedgerStore } from '../ledger/ledger-store.ts'
import { recordId, writeEntries } from '../ledger/ledger.ts'
import { processor } from '../processor/define-processor.ts'
import { viewOf } from '../record/view-of.ts'

const other = 'arn:aws:dynamodb:eu-central-1:123456789012:table/other/stream/2026-01-01T00:00:00.000'
const four = ['a', 'b', 'c', 'd'].map((key, index) => recordOf({ seq: index + 1, key }))

describe('what a batch leaves in the ledger', () => {
  it('is found by one that begins at its lowest failure and ends before its last record', async () => {
    const all = recording('all', (seq, tries) => {
      if (seq === 2 && tries === 1) throw new Error('once')
    })
    const f = functionOf([all.processor])

    const reported = [await f.invoke(four), await f.invoke(four.slice(1, 3))]

    expect(reported).toEqual([[2], []])
    expect(all.seen).toEqual([1, 2, 3, 4, 2])
  })
})

describe('a batch of two streams, as a replay may have it,', () => {
  it('leaves something only for the stream that is not through', async () => {
    const inner = memoryLedgerStore()
    const written: string[] = []
    const ledger: LedgerStore = {
      ...inner,
      add: async entry => {
        written.push(entry.partition)
        return inner.add(entry)
      },
    }
    const all = recording('all', seq => {
      if (seq === 2) throw new Error('no')
    })

    const reported = await functionOf([all.processor], { ledger }).invoke([
      recordOf({ seq: 1, arn: other }),
      recordOf({ seq: 2 }),
    ])

    expect(reported).toEqual([2])
    expect(written.length).toBeGreaterThan(0)
    expect(written.filter(partition => partition.includes(encodeURIComponent(other)))).toEqual([])
  })
})

describe('the same sequence number', () => {
  it.each([
    ['and key in two streams', recordOf({ seq: 1, key: 'a', arn: other })],
    ['of two keys', recordOf({ seq: 1, key: 'b' })],
  ])('%s is two records', async (_, second) => {
    const all = recording('all')

    await functionOf([all.processor]).invoke([recordOf({ seq: 1, key: 'a' }), second])

    expect(all.seen).toEqual([1, 1])
  })
})

describe('a change in front of one that the ledger knows', () => {
  const [first, second] = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'a' })]

  /** A ledger that knows this of the second change. */
  const knowing = async (done: LedgerEntry['done']): Promise<LedgerStore> => {
    const ledger = memoryLedgerStore()
    const view = viewOf(second)
    const id = recordId(view)
    const byProcessor = new Map([['all', { done, attempts: 0, retryAlone: false }]])
    const { sequenceNumber, streamArn } = view
    await writeEntries(
      ledger,
      { stage: 'test', functionName: 'test', streamArn },
      new Map([[recordName(id), { id, byProcessor }]]),
      { lowest: sequenceNumber, first: sequenceNumber, last: sequenceNumber, expiresAtMs: 1 },
    )
    return ledger
  }

  it.each([
    ['is passed over where a state sink has the later one', 'state', 'applied', []],
    ['runs where the later one of a state sink only lies parked', 'state', 'parked', [1]],
    ['runs where the sink wants every event', 'events', 'applied', [1]],
  ] as const)('%s', async (_, sink, done, expected) => {
    const seen: number[] = []
    const all = processor({
      name: 'all',
      filter: everything(),
      sink,
      handle: async ({ sequenceNumber }) => Promise.resolve(void seen.push(Number(sequenceNumber))),
    })

    const reported = await functionOf([all], { ledger: await knowing(done) }).invoke([first, second])

    expect(reported).toEqual([])
    expect(seen).toEqual(expected)
  })
})
