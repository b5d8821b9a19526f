import type { FailureDestination } from '../../engine/ports/failure-destination.ts'
import { asked } from '../aws/aws-failure.ts'
import type { SqsQueue } from './sqs-queue.ts'
import { exportsOf } from '../exports-of.ts'

/** Where discarded batches lay in their stream, as messages of a queue. */
export const sqsFailureDestination = ({ client, queueUrl: QueueUrl }: SqsQueue): FailureDestination => ({
  kind: 'sqs',
  write: async document => {
    const { SendMessageCommand } = exportsOf(await import('@aws-sdk/client-sqs'))
    const command = new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(document) })
    await asked(QueueUrl, async () => client.send(command))
  },
})
