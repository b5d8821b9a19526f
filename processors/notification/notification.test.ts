import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { fifoFields } from '../../adapters/aws/fifo.ts'
import { fileNotificationSink } from '../../adapters/file/file-notification-sink.ts'
import { memoryNotificationSink } from '../../adapters/memory/memory-notification-sink.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import type { AnyChange } from '../../core/change/change.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { outcomesOf } from '../../test/support/outcomes.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import type { Notification, NotificationSink } from './notification-sink.ts'
import { notification } from './notification.ts'

const Thing = entity('Thing', { match: { type: 'THING' } })
const paths = temporaryPaths()
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
  const never = () => Promise.reject(new Error('nobody waits for it'))

  it.each<[string, unknown]>([
    ['a promise', Promise.resolve(news)],
    ['a promise that is broken', never],
    ['a text', 'news'],
    ['a list', [news]],
    ['null', null],
    ['no subject', { body: {} }],
    ['a subject that is no text', { subject: 5, body: {} }],
    ['half a character for a subject', { subject: 'a\ud83d', body: {} }],
    ['no body', { subject: 'news' }],
    ['a list for a body', { subject: 'news', body: [1] }],
    ['a set for a body', { subject: 'news', body: new Set([1]) }],
    ['a text for a body', { subject: 'news', body: 'news' }],
  ])('parks the one record for which the function gives %s, and sends nothing of it', async (_, given) => {
    const { sink, sent } = recordingSink()
    const message = ({ key }: AnyChange): typeof news =>
      key === 'a' ? ((typeof given === 'function' ? (given as () => unknown)() : given) as typeof news) : news
    const { invoke, parked } = functionOf([notification({ filter: when(Thing), sink, message })])

    expect(await invoke([recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })])).toEqual([])
    expect((await parked()).map(({ reason }) => reason.code)).toEqual(['notification.message-invalid'])
    expect(sent.map(({ group }) => group)).toEqual(['b'])
  })

  it('keeps its id and its group, whatever else the function gives', async () => {
    const { sink, sent } = recordingSink()
    const given = { ...news, id: 'mine', group: 'mine', more: 1 }

    await functionOf([notification({ filter: when(Thing), sink, message: () => given })]).invoke([
      recordOf({ seq: 1, key: 'a' }),
    ])

    expect(sent).toEqual([{ ...news, id: expect.not.stringMatching('mine') as string, group: 'a' }])
  })

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

  it('is known by its stream, item, record and processor, and by nothing else', async () => {
    const { sink, sent } = recordingSink()
    const elsewhere = streamArn.replace('things', 'others')
    const records = [
      recordOf({ seq: 1, key: 'a' }),
      recordOf({ seq: 1, key: 'b' }),
      recordOf({ seq: 1, key: 'a', arn: elsewhere }),
    ]
    const say = (subject: string) =>
      functionOf([
        notification({ name: 'orders', filter: when(Thing), sink, message: () => ({ subject, body: {} }) }),
      ])

    for (const record of records) await say('news').invoke([record])
    await say('other words').invoke([recordOf({ seq: 1, key: 'a', after: { note: 'another image' } })])

    const [first, ofOtherItem, ofOtherStream, inOtherWords] = sent.map(({ id }) => id)
    // Receivers drop repeats by it, also those of an older version of this code: so it is written down.
    // printf '%s\0%s\0%s\0%s' ARN KEY SEQUENCE_NUMBER NAME | sha256sum | cut -c-32
    expect(first).toBe('5fe852cd565cbf6de4233c243e65875d')
    expect(inOtherWords).toBe(first)
    expect(new Set([first, ofOtherItem, ofOtherStream]).size).toBe(3)
  })

  it('is in the group of its item, so that the messages of an item keep their order', async () => {
    const { sink, sent } = recordingSink()
    const f = functionOf([notification({ filter: when(Thing), sink, message: () => news })])

    await f.invoke([
      recordOf({ seq: 1, key: 'a' }),
      recordOf({ seq: 2, key: 'b' }),
      recordOf({ seq: 3, key: 'a' }),
    ])

    expect(sent.map(({ group }) => group).toSorted()).toEqual(['a', 'a', 'b'])
  })

  it('reaches a FIFO queue with its item’s group and its own id', async () => {
    const { sink, sent } = recordingSink()
    await functionOf([notification({ filter: when(Thing), sink, message: () => news })]).invoke([
      recordOf({ seq: 1, key: 'a' }),
    ])
    const [message] = sent as [Notification]

    expect(fifoFields('q.fifo', message)).toEqual({
      MessageGroupId: 'a',
      MessageDeduplicationId: message.id,
    })
  })

  it('is named, and says which images its message cannot do without', () => {
    const { sink } = recordingSink()
    const plain = notification({ filter: when(Thing), sink, message: () => news })
    const needing = notification({
      name: 'n',
      filter: when(Thing),
      sink,
      message: () => news,
      needs: ['old'],
    })

    expect([plain.name, plain.needs]).toEqual(['notification', undefined])
    expect([needing.name, needing.needs]).toEqual(['n', ['old']])
  })

  it('refuses an option that it does not know', () => {
    const options = {
      filter: when(Thing),
      sink: memoryNotificationSink(),
      message: () => news,
      need: ['old'],
    }

    expect(() => notification(options)).toThrow(expect.objectContaining({ code: 'registry.option-unknown' }))
  })

  it('sends nothing where there is nothing to say', async () => {
    const { sink, sent } = recordingSink()

    const silent = functionOf([notification({ filter: when(Thing), sink, message: () => undefined })])

    expect(await outcomesOf(silent, [recordOf({ seq: 1 })])).toEqual(['unchanged'])
    expect(sent).toEqual([])
  })

  it('sends sets as arrays, bytes as base64 and numbers to their last digit, whatever the sink', async () => {
    const { sink, sent } = recordingSink()
    const path = paths('notes.ndjson')
    const long = '12345678901234567890123456789012345678'
    const message = (change: AnyChange): Pick<Notification, 'subject' | 'body'> => {
      const { tags, sizes, thumb, long } = (change as { readonly after: Record<string, unknown> }).after
      return { subject: 'news', body: { tags, sizes, thumb, long, at: change.at } }
    }
    const both = [sink, fileNotificationSink(path)].map((each, index) =>
      notification({ name: `n${index}`, filter: when(Thing), sink: each, message }),
    )

    const after = {
      tags: { SS: ['red', 'blue'] },
      sizes: { NS: ['1', '2.5'] },
      thumb: { B: 'aGVsbG8=' },
      long: { N: long },
    }
    await functionOf(both).invoke([recordOf({ seq: 1, kind: 'INSERT', after })])

    const body = `"body":{"tags":["red","blue"],"sizes":[1,2.5],"thumb":"aGVsbG8=","long":${long},"at":"2026-01-01T00:00:00.000Z"}`
    expect(sent[0]?.body).toMatchObject({ tags: ['red', 'blue'], sizes: [1, 2.5], thumb: 'aGVsbG8=' })
    expect(JSON.stringify(sent[0])).toContain(body)
    expect(await readFile(path, 'utf8')).toContain(body)
  })

  it('parks a change whose message cannot be written, and sends the others', async () => {
    const { sink, sent } = recordingSink()
    const bodies: Readonly<Record<string, unknown>> = {
      map: new Map(),
      promise: Promise.resolve(1),
      half: { ['x\ud83d']: 1 },
      good: new URL('https://a.example/'),
    }
    const { invoke, parked } = functionOf([
      notification({
        filter: when(Thing),
        sink,
        message: ({ key }) => ({ subject: 's', body: { it: bodies[key] } }),
      }),
    ])

    const keys = Object.keys(bodies)
    expect(await invoke(keys.map((key, index) => recordOf({ seq: index + 1, key })))).toEqual([])

    expect((await parked()).map(({ key, reason }) => `${key} ${reason.code}`)).toEqual([
      'map sink.value-unsupported',
      'promise sink.value-unsupported',
      'half record.text-malformed',
    ])
    expect(sent.map(({ body }) => body)).toEqual([{ it: 'https://a.example/' }])
  })

  it('takes no message for sent that its sink does not answer for', async () => {
    const sink: NotificationSink = { send: async () => Promise.resolve([]) }

    const logged: unknown[] = []
    const log = (entry: unknown): void => void logged.push(entry)
    const logger = { info: log, warn: log, error: log }

    const reported = await functionOf(
      [notification({ name: 'news', filter: when(Thing), sink, message: () => news })],
      { logger },
    ).invoke([recordOf({ seq: 1 })])

    expect(reported).toEqual([1])
    expect(JSON.stringify(logged)).toContain(
      'The sink of news cannot be reached: it did not answer for the message',
    )
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
