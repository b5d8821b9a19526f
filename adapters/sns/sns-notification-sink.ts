import type { NotificationSink } from '../../processors/notification/notification-sink.ts'
import { bothWays } from '../aws/both-ways.ts'
import { fifoFields } from '../aws/fifo.ts'
import { byPosition } from '../aws/send-in-chunks.ts'
import type { SnsTopic } from './sns-topic.ts'

/** SNS takes a subject of less than 100 ASCII characters; a longer or richer one is in the message all the same. */
const plainSubject = /^[!-~][ -~]{0,98}$/

/** Notifications published to a topic, ten a call; a FIFO topic orders and drops repeats as a FIFO queue does. */
export const snsNotificationSink = ({ topicArn: TopicArn, ...clients }: SnsTopic): NotificationSink =>
  bothWays(TopicArn, clients, client => async (piece, abortSignal) => {
    const PublishBatchRequestEntries = piece.map(({ message, text }, index) => ({
      Id: String(index),
      Message: text,
      ...(plainSubject.test(message.subject) && { Subject: message.subject }),
      ...fifoFields(TopicArn, message),
    }))
    const answer = await client('PublishBatch', { TopicArn, PublishBatchRequestEntries }, abortSignal)
    return byPosition(piece.length, answer)
  })
