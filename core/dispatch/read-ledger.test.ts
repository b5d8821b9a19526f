import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { away } from '../../test/support/pressed-sink.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import { kinesisSourceArn } from '../record/kinesis-source.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { BatchWatch } from './batch-watch.ts'

const other = `${streamArn.slice(0, -1)}1`
const byKinesis = kinesisSourceArn({
  streamArn: 'arn:aws:kinesis:eu-central-1:123456789012:stream/things-changes',
  table: 'things',
})

describe('what the ledger knows', () => {
  it.each([
    ['first', streamArn, other],
    ['second', other, streamArn],
  ])('is known of a stream beside one of which it knows nothing (%s)', async (_, known, unknown) => {
    const ledger = memoryLedgerStore()
    const own = recording('own', (seq, tries) => {
      if (seq === 2 && tries === 1) throw away()
    })
    const f = functionOf([own.processor], { ledger })
    const two = [1, 2].map(seq => recordOf({ seq, key: `k${seq}`, arn: known }))

    expect(await f.invoke(two)).toEqual([2])
    expect(await f.invoke([...two, recordOf({ seq: 3, key: 'k3', arn: unknown })])).toEqual([])

    expect(own.seen.toSorted()).toEqual([1, 2, 2, 3])
  })

  it('is known of one processor where another of the same change never came to a try', async () => {
    const [fine, down] = [
      recording('fine'),
      recording('down', (_, tries) => {
        if (tries === 1) throw away()
      }),
    ]
    const f = functionOf([fine.processor, down.processor])

    expect(await f.invoke([recordOf({ seq: 1 })])).toEqual([1])
    expect(await f.invoke([recordOf({ seq: 1 })])).toEqual([])

    expect([fine.seen, down.seen]).toEqual([[1], [1, 1]])
  })

  it.each([
    ['passes over', 'of a table', streamArn, []],
    ['does not pass over', 'that came by Kinesis, in whatever order', byKinesis, [1]],
  ])('%s an earlier image of an item whose later one is there: %s', async (_, _of, arn, seen) => {
    const own = recording('own', (seq, tries) => {
      if (seq === 3 && tries === 1) throw away()
    })
    const f = functionOf([{ ...own.processor, sink: 'state' }])
    const [first, second, other] = [
      recordOf({ seq: 1, key: 'a', arn }),
      recordOf({ seq: 2, key: 'a', arn }),
      recordOf({ seq: 3, key: 'b', arn }),
    ] as const

    expect(await f.invoke([second, other])).toEqual([3])
    expect(await f.invoke([first, second, other])).toEqual([])

    expect(own.seen.toSorted()).toEqual([...seen, 2, 3, 3])
  })

  it('is known of a batch of one item too: what is older than its state is passed over', async () => {
    const own = recording('own', (seq, tries) => {
      if (seq === 3 && tries === 1) throw away()
    })
    const f = functionOf([{ ...own.processor, sink: 'state' }])
    const [first, ...later] = [1, 2, 3].map(seq => recordOf({ seq })) as [StreamRecord, ...StreamRecord[]]

    expect(await f.invoke(later)).toEqual([3])
    expect(await f.invoke([first, ...later])).toEqual([])

    expect(own.seen).toEqual([2, 3, 3])
  })

  it('is told to those who watch as what was finished before', async () => {
    const ledger = memoryLedgerStore()
    const earlier: BatchWatch['earlier'] = new Set()
    const own = recording('own', (seq, tries) => {
      if (seq === 2 && tries < 3) throw away()
    })
    const f = functionOf([own.processor], {
      ledger,
      watch: async (_registry, _batch, _options, deliver) =>
        deliver({ earlier, handlerOf: ({ run }) => run }),
    })
    const records = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })]

    await f.invoke(records)
    expect(earlier.size).toBe(0)
    await f.invoke(records)

    expect([...earlier].map(({ record }) => Number(record.view.sequenceNumber))).toEqual([1])
  })
})
