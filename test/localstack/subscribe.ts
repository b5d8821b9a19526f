import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import type { Resources } from './resources.ts'

/** A message as it came. */
export interface Heard {
  readonly id: string
  readonly subject: string
  readonly body: unknown
}

/** Subscribes a queue to a topic; what is returned gives the messages that came, repeats left out. */
export const subscribe = async (
  TopicArn: string,
  resources: Resources,
): Promise<() => Promise<readonly Heard[]>> => {
  const queue = await resources.queue()
  await new SNSClient().send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: queue.arn,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  )
  return async () => {
    const messages = (await queue.bodies()).map(body => JSON.parse(body) as Heard)
    // A retry may send again what had been sent, under the same id.
    return [...new Map(messages.map(message => [message.id, message])).values()]
  }
}
