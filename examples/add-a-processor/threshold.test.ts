import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { memoryNotificationSink } from '../../adapters/memory/memory-notification-sink.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import type { NotificationSink } from '../../processors/notification/notification-sink.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { threshold } from './threshold.ts'

const Thing = entity('Thing', { match: { type: 'THING' }, schema: v.object({ stock: v.number() }) })

const stock = (seq: number, before: number | undefined, after: number | undefined) =>
  recordOf({
    seq,
    kind: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    ...(before !== undefined && { before: { stock: { N: String(before) } } }),
    ...(after !== undefined && { after: { stock: { N: String(after) } } }),
  })

const over = (sink: NotificationSink) =>
  functionOf([threshold({ filter: when(Thing), sink, value: ({ stock: value }) => value, below: 10 })])

describe('threshold', () => {
  it('speaks when the limit is crossed downwards, and at no other change', async () => {
    const sink = memoryNotificationSink()

    await over(sink).invoke([
      stock(1, undefined, 20),
      stock(2, 20, 10),
      stock(3, 10, 9),
      stock(4, 9, 8),
      stock(5, 8, 30),
      stock(6, 30, 1),
      stock(7, 1, undefined),
    ])

    expect(sink.sent().map(({ body }) => body['value'])).toEqual([9, 1])
  })

  it('gives the same change the same id, so that a receiver can drop the repeat', async () => {
    const sink = memoryNotificationSink()
    await over(sink).invoke([stock(1, 20, 5)])
    await over(sink).invoke([stock(1, 20, 5)])

    const [first, again] = sink.sent().map(({ id }) => id)

    expect(again).toBe(first)
  })

  it('has a message that was not sent tried again', async () => {
    const failing: NotificationSink = { send: async () => Promise.resolve([new Error('not now')]) }

    expect(await over(failing).invoke([stock(1, 20, 5)])).toHaveLength(1)
  })
})
