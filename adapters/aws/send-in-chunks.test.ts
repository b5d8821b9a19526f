import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NotificationSink } from '../../processors/notification/notification-sink.ts'
import { eventBridgeNotificationSink } from '../eventbridge/eventbridge-notification-sink.ts'
import { snsNotificationSink } from '../sns/sns-notification-sink.ts'
import { sqsNotificationSink } from '../sqs/sqs-notification-sink.ts'

type Fate = 'taken' | 'refused' | 'not named'

const atPositions = (fates: readonly Fate[], wanted: Fate): readonly { readonly Id: string }[] =>
  fates.flatMap((fate, at) => (fate === wanted ? [{ Id: String(at) }] : []))

const byIds = (fates: readonly Fate[]) => ({
  Successful: atPositions(fates, 'taken'),
  Failed: atPositions(fates, 'refused').map(entry => ({
    ...entry,
    Code: 'InternalError',
    SenderFault: false,
  })),
})

const events: Readonly<Record<Fate, object>> = {
  taken: { EventId: 'e' },
  refused: { ErrorCode: 'InternalFailure' },
  'not named': {},
}

const answering = (answer: object) => async (): Promise<never> => Promise.resolve(answer as never)

/** Each service's sink, answered so for one batch. */
const sinks: Readonly<Record<string, (fates: readonly Fate[]) => NotificationSink>> = {
  SNS: fates =>
    snsNotificationSink({ topicArn: 'arn:aws:sns:eu-central-1:1:news', client: answering(byIds(fates)) }),
  SQS: fates => sqsNotificationSink({ queueUrl: 'https://sqs.test/1/news', client: answering(byIds(fates)) }),
  EventBridge: fates =>
    eventBridgeNotificationSink({
      busArn: 'arn:aws:events:eu-central-1:1:event-bus/news',
      client: answering({ Entries: fates.map(fate => events[fate]) }),
    }),
}

const fate = fc.constantFrom<Fate>('taken', 'refused', 'not named')

describe.each(Object.entries(sinks))('what %s answers of a batch', (_, sinkOf) => {
  it('makes a message applied that it names as taken, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { minLength: 1, maxLength: 10 }), async fates => {
        const messages = fates.map((__, at) => ({ id: `m${at}`, subject: 'News', body: {} }))

        const results = await sinkOf(fates).send(messages)

        expect(results.map(result => result === 'applied')).toEqual(fates.map(each => each === 'taken'))
      }),
    )
  })

  it('leaves the batch for later where it is cut short', async () => {
    const messages = ['a', 'b'].map(id => ({ id, subject: 'News', body: {} }))

    const results = await sinkOf(['taken']).send(messages)

    expect(results).toMatchObject(['applied', { code: 'sink.unavailable' }])
    expect(String(results[1])).toContain('does not say what became of it')
  })
})
