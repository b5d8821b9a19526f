import type { FailureDestination } from '../../engine/ports/failure-destination.ts'
import { asked } from '../aws/aws-failure.ts'
import type { SnsTopic } from './sns-topic.ts'

/** Where discarded batches lay in their stream, published to a topic. */
export const snsFailureDestination = ({ client, topicArn: TopicArn }: SnsTopic): FailureDestination => ({
  kind: 'sns',
  write: async document => {
    const Message = JSON.stringify(document)
    await asked(TopicArn, async () => client('Publish', { TopicArn, Message }))
  },
})
