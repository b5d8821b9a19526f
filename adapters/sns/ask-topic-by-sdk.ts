import type { SNSClient } from '@aws-sdk/client-sns'
import { exportsOf } from '../exports-of.ts'
import type { AskTopic, TopicOperations } from './ask-topic.ts'

type Senders = {
  readonly [Name in keyof TopicOperations]: (
    client: Pick<SNSClient, 'send'>,
    input: TopicOperations[Name]['input'],
    options: { readonly abortSignal?: AbortSignal },
  ) => Promise<TopicOperations[Name]['output']>
}

/** Asked for each time: a bundle of one file that leaves the client out could not be started otherwise. */
const sdk = async () => exportsOf(await import('@aws-sdk/client-sns'))

const senders: Senders = {
  Publish: async (client, input, options) => {
    const { PublishCommand } = await sdk()
    return client.send(new PublishCommand(input), options)
  },
  PublishBatch: async (client, { TopicArn, PublishBatchRequestEntries: entries }, options) => {
    const { PublishBatchCommand } = await sdk()
    return client.send(
      new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [...entries] }),
      options,
    )
  },
}

/** Asks topics by the SDK's client, which knows every kind of credentials and endpoint. */
export const askTopicBySdk =
  (client: Pick<SNSClient, 'send'>): AskTopic =>
  async (name, input, abortSignal) =>
    senders[name](client, input, abortSignal === undefined ? {} : { abortSignal })
