import type { NotificationSink } from '../../processors/notification/notification-sink.ts'
import { bothWays } from '../aws/both-ways.ts'
import { fifoFields } from '../aws/fifo.ts'
import { byPosition } from '../aws/send-in-chunks.ts'
import type { SqsQueue } from './sqs-queue.ts'

/**
 * Notifications as messages of a queue, ten a call. A FIFO queue keeps each item's messages in order and drops what
 * comes twice within five minutes; of a standard queue the receivers do that, by `id`.
 */
export const sqsNotificationSink = ({ queueUrl: QueueUrl, ...clients }: SqsQueue): NotificationSink =>
  bothWays(QueueUrl, clients, client => async (piece, abortSignal) => {
    const Entries = piece.map(({ message, text }, index) => ({
      Id: String(index),
      MessageBody: text,
      ...fifoFields(QueueUrl, message),
    }))
    const answer = await client('SendMessageBatch', { QueueUrl, Entries }, abortSignal)
    return byPosition(piece.length, answer)
  })
