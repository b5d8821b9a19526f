import { describe, expect, it } from 'vitest'
import { memoryNotificationSink } from '../../adapters/memory/memory-notification-sink.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import type { Notification, NotificationSink } from './notification-sink.ts'
import { notification } from './notification.ts'

const Thing = entity('Thing', { match: { type: 'THING' } })
const news = { subject: 'news', body: {} }

const recordingSink = (): { readonly sink: NotificationSink; readonly sent: Notification[] } => {
  const sent: Notification[] = []
  const send: NotificationSink['send'] = async messages => {
    sent.push(...messages)
    return memoryNotificationSink().send(messages)
  }
  return { sent, sink: { send } }
}

describe('notification', () => {
  it('sends a message whose id is the same for the same change', async () => {
    const { sink, sent } = recordingSink()
    const invoke = async (name: string, seq: number): Promise<unknown> =>
      functionOf([notification({ name, filter: when(Thing), sink, message: () => news })]).invoke([
        recordOf({ seq }),
      ])

    await invoke('one', 1)
    await invoke('one', 1)
    await invoke('one', 2)
    await invoke('two', 1)

    const [first, again, other, elsewhere] = sent.map(({ id }) => id)
    expect(again).toBe(first)
    expect(new Set([first, other, elsewhere]).size).toBe(3)
  })

  it('sends nothing where there is nothing to say', async () => {
    const { sink, sent } = recordingSink()

    const reported = await functionOf([
      notification({ filter: when(Thing), sink, message: () => undefined }),
    ]).invoke([recordOf({ seq: 1 })])

    expect(reported).toEqual([])
    expect(sent).toEqual([])
  })

  it('takes no message for sent that its sink does not answer for', async () => {
    const sink: NotificationSink = { send: async () => Promise.resolve([]) }

    const reported = await functionOf([
      notification({ filter: when(Thing), sink, message: () => news }),
    ]).invoke([recordOf({ seq: 1 })])

    expect(reported).toEqual([1])
  })

  it('holds back only the item whose message could not be sent', async () => {
    const sink: NotificationSink = {
      send: async messages =>
        Promise.resolve(messages.map(({ subject }) => (subject === 'a' ? new Error('refused') : 'applied'))),
    }
    const byKey = notification({
      filter: when(Thing),
      sink,
      message: ({ key }) => ({ subject: key, body: {} }),
    })

    const reported = await functionOf([byKey]).invoke([
      recordOf({ seq: 1, key: 'a' }),
      recordOf({ seq: 2, key: 'b' }),
      recordOf({ seq: 3, key: 'a' }),
    ])

    expect(reported).toEqual([1, 3])
  })
})
