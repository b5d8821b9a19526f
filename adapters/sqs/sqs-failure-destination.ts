import type { FailureDestination } from '../../engine/ports/failure-destination.ts'
import { asked } from '../aws/aws-failure.ts'
import type { SqsQueue } from './sqs-queue.ts'

/** Where discarded batches lay in their stream, as messages of a queue. */
export const sqsFailureDestination = ({ client, queueUrl: QueueUrl }: SqsQueue): FailureDestination => ({
  kind: 'sqs',
  write: async document => {
    const MessageBody = JSON.stringify(document)
    await asked(QueueUrl, async () => client('SendMessage', { QueueUrl, MessageBody }))
  },
})
