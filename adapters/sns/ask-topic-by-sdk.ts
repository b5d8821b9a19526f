import type { SNSClient } from '@aws-sdk/client-sns'
import { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns'
import type { AskTopic, TopicOperations } from './ask-topic.ts'

type Senders = {
  readonly [Name in keyof TopicOperations]: (
    client: Pick<SNSClient, 'send'>,
    input: TopicOperations[Name]['input'],
    options: { readonly abortSignal?: AbortSignal },
  ) => Promise<TopicOperations[Name]['output']>
}

const senders: Senders = {
  Publish: async (client, input, options) => client.send(new PublishCommand(input), options),
  PublishBatch: async (client, { TopicArn, PublishBatchRequestEntries: entries }, options) =>
    client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [...entries] }), options),
}

/** Asks topics by the SDK's client, which knows every kind of credentials and endpoint. */
export const askTopicBySdk =
  (client: Pick<SNSClient, 'send'>): AskTopic =>
  async (name, input, abortSignal) =>
    senders[name](client, input, abortSignal === undefined ? {} : { abortSignal })
