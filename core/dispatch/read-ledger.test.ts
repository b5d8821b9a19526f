import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { away } from '../../test/support/pressed-sink.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import type { BatchWatch } from './batch-watch.ts'

const other = `${streamArn.slice(0, -1)}1`

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
