import { describe, expect, it } from 'vitest'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { seenAs } from '../../test/support/view-types.ts'
import type { AnyChange } from '../change/change.ts'
import { entity } from '../entity/define-entity.ts'
import type { Filter } from '../filter/filter.ts'
import { everything, when } from '../filter/words.ts'
import type { BatchProcessorOptions } from '../processor/define-processor.ts'
import { batchProcessor, processor } from '../processor/define-processor.ts'
import type { Processor } from '../processor/processor.ts'
import type { ItemSource } from '../refresh/item-source.ts'
import type { DispatchReport } from './report.ts'

const Product = entity('Product', { match: { type: 'PRODUCT' } })
const items: ItemSource = { read: async () => Promise.resolve(undefined) }
const product = { type: 'PRODUCT' }

/** A processor of state that notes what it is given. */
const noting = (
  filter: Filter,
  more: Partial<BatchProcessorOptions<AnyChange>> = {},
): { readonly processor: Processor; readonly seen: string[] } => {
  const seen: string[] = []
  return {
    seen,
    processor: batchProcessor({
      name: 'state',
      filter,
      sink: 'state',
      coalesce: 'last-image',
      ...more,
      handle: async groups => {
        for (const { changes } of groups)
          seen.push(changes.map(({ kind, sequenceNumber }) => `${kind} ${Number(sequenceNumber)}`).join())
        return Promise.resolve()
      },
    }),
  }
}

const codes = async (f: ReturnType<typeof functionOf>): Promise<readonly string[]> =>
  (await f.parked()).map(({ reason, sequenceNumber }) => `${reason.code} ${Number(sequenceNumber)}`)

const modified = seenAs(recordOf({ seq: 1, before: product, after: product }), 'KEYS_ONLY')
const removed = seenAs(recordOf({ seq: 2, kind: 'REMOVE', before: product }), 'KEYS_ONLY')

describe('a change whose images the stream does not carry', () => {
  it('is parked at once, alone, and the others of its item go on', async () => {
    const state = noting(when(Product))
    const f = functionOf([state.processor])

    expect(await f.invoke([modified, removed])).toEqual([])
    expect(await codes(f)).toEqual(['record.image-missing 1'])
    expect(state.seen).toEqual(['REMOVE 2'])
    const [{ reason } = { reason: undefined }] = await f.parked()
    expect(reason?.message).toBe(
      'The filter of state needs the old and the new image, which this record of a KEYS_ONLY stream does not carry.',
    )
  })

  it('is delivered where the processor can refresh and the function has a source', async () => {
    const state = noting(when(Product), { refreshes: true })
    const f = functionOf([state.processor], { items })

    expect(await f.invoke([modified, removed])).toEqual([])
    expect(state.seen).toEqual(['MODIFY 1,REMOVE 2'])
    expect(await f.parked()).toEqual([])
  })

  it('has nothing wrong with it once it is delivered so', async () => {
    const reports: DispatchReport[] = []
    const state = noting(when(Product), { refreshes: true })

    await functionOf([state.processor], { items, observe: report => void reports.push(report) }).invoke([
      modified,
    ])

    expect(reports.flatMap(({ records }) => records.flatMap(({ outcomes }) => outcomes))).toEqual([
      { processor: 'state', outcome: 'applied', ran: true, attempt: 0 },
    ])
  })

  it('is parked where the processor could refresh and the function has no source', async () => {
    const f = functionOf([noting(when(Product), { refreshes: true }).processor])

    await f.invoke([modified])

    expect(await codes(f)).toEqual(['record.image-missing 1'])
  })

  it('is parked where the processor needs an old image, which no refresh gives', async () => {
    const state = noting(everything(), { refreshes: true, needs: ['old', 'new'] })
    const f = functionOf([state.processor], { items })
    const inserted = recordOf({ seq: 4, kind: 'INSERT', key: 'b' })

    await f.invoke([
      modified,
      seenAs(recordOf({ seq: 3, key: 'c' }), 'NEW_IMAGE'),
      seenAs(inserted, 'NEW_IMAGE'),
    ])

    expect((await codes(f)).toSorted()).toEqual(['record.image-missing 1', 'record.image-missing 3'])
    expect(state.seen).toEqual(['INSERT 4'])
  })

  it('is handled by what looks at its key only, and parked by what reads the image', async () => {
    const seen: unknown[] = []
    const keys = processor({
      name: 'keys',
      filter: everything(),
      handle: async ({ keys: all }) => Promise.resolve(void seen.push(all)),
    })
    const images = processor({
      name: 'images',
      filter: everything().on('MODIFY'),
      handle: async ({ after }) => Promise.resolve(void seen.push(after)),
    })
    const f = functionOf([keys, images])

    expect(await f.invoke([modified])).toEqual([])
    expect(seen).toEqual([{ PK: 'a' }])
    expect(await codes(f)).toEqual(['record.image-missing 1'])
  })
})
