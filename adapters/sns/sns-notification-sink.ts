import type { SNSClient } from '@aws-sdk/client-sns'
import { PublishBatchCommand } from '@aws-sdk/client-sns'
import type { NotificationSink } from '../../processors/notification/notification-sink.ts'
import { fifoFields } from '../aws/fifo.ts'
import { byPosition, sendInChunks } from '../aws/send-in-chunks.ts'
import type { SnsTopic } from './sns-topic.ts'

/** SNS takes a subject of less than 100 ASCII characters; a longer or richer one is in the message all the same. */
const plainSubject = /^[!-~][ -~]{0,98}$/

/** Notifications published to a topic, ten a call; a FIFO topic orders and drops repeats as a FIFO queue does. */
export const snsNotificationSink = ({
  client,
  onceClient,
  topicArn: TopicArn,
}: SnsTopic): NotificationSink => {
  const through = (open: () => SNSClient, isOnce: boolean): NotificationSink['send'] => {
    return async (messages, signal) =>
      sendInChunks(
        TopicArn,
        messages,
        signal,
        async (piece, abortSignal) => {
          const PublishBatchRequestEntries = piece.map(({ message, text }, index) => ({
            Id: String(index),
            Message: text,
            ...(plainSubject.test(message.subject) && { Subject: message.subject }),
            ...fifoFields(TopicArn, message),
          }))
          const command = new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries })
          const { Failed } = await open().send(command, abortSignal && { abortSignal })
          return byPosition(Failed)
        },
        isOnce,
      )
  }
  return {
    send: through(() => client, false),
    ...(onceClient && { sendOnce: through(onceClient, true) }),
  }
}
