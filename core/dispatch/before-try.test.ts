import { describe, expect, it } from 'vitest'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, seqOf } from '../../test/support/records.ts'
import { seenAs } from '../../test/support/view-types.ts'
import { entity } from '../entity/define-entity.ts'
import { everything, when } from '../filter/words.ts'
import { batchProcessor } from '../processor/define-processor.ts'
import type { Attempt } from './fault-injector.ts'

describe('a fault that is ordered', () => {
  it('is drawn for the last change of a group, and by the number of its try', async () => {
    const asked: Attempt[] = []
    const state = batchProcessor({
      name: 'state',
      filter: everything(),
      sink: 'state',
      coalesce: 'last-image',
      handle: async () => Promise.resolve(),
    })
    const f = functionOf([state], {
      faults: attempt => {
        asked.push(attempt)
        return asked.length === 1 ? 'before' : undefined
      },
    })
    const records = [recordOf({ seq: 1 }), recordOf({ seq: 2 })]

    const reported = [await f.invoke(records), await f.invoke(records)]

    expect(reported).toEqual([[1, 2], []])
    expect(asked).toEqual([1, 2].map(attempt => ({ processor: 'state', sequenceNumber: seqOf(2), attempt })))
  })
})

describe('a change that no try may begin for', () => {
  it('holds its item back while it cannot be parked, and is parked once at the next try', async () => {
    const inner = memoryParkingStore()
    let puts = 0
    const parking: typeof inner = {
      ...inner,
      put: async (...object) => {
        puts += 1
        return puts === 1 ? Promise.reject(new Error('bucket gone')) : inner.put(...object)
      },
    }
    const seen: number[] = []
    const state = batchProcessor({
      name: 'state',
      filter: when(entity('Product', { match: { type: 'PRODUCT' } })),
      sink: 'state',
      coalesce: 'last-image',
      handle: async groups => {
        for (const { changes } of groups) seen.push(...changes.map(change => Number(change.sequenceNumber)))
        return Promise.resolve()
      },
    })
    const f = functionOf([state], { parking })
    const product = { type: 'PRODUCT' }
    const records = [
      seenAs(recordOf({ seq: 1, before: product, after: product }), 'KEYS_ONLY'),
      seenAs(recordOf({ seq: 2, kind: 'REMOVE', before: product }), 'KEYS_ONLY'),
    ]

    expect(await f.invoke(records)).toEqual([1, 2])
    expect([puts, seen]).toEqual([1, []])
    expect(await f.invoke(records)).toEqual([])
    expect([puts, seen]).toEqual([2, [2]])
    expect(await f.parked()).toMatchObject([{ reason: { code: 'record.image-missing' } }])
  })
})
