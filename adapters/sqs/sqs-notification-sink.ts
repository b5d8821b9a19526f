import type { NotificationSink } from '../../processors/notification/notification-sink.ts'
import { bothWays } from '../aws/both-ways.ts'
import { fifoFields } from '../aws/fifo.ts'
import { byPosition } from '../aws/send-in-chunks.ts'
import type { SqsQueue } from './sqs-queue.ts'
import { exportsOf } from '../exports-of.ts'

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
    const { SendMessageBatchCommand } = exportsOf(await import('@aws-sdk/client-sqs'))
    const command = new SendMessageBatchCommand({ QueueUrl, Entries })
    const { Failed } = await client.send(command, abortSignal && { abortSignal })
    return byPosition(Failed)
  })
