import type { SQSClient } from '@aws-sdk/client-sqs'
import { GetQueueUrlCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import type { AskQueue, QueueOperations } from './ask-queue.ts'

type Senders = {
  readonly [Name in keyof QueueOperations]: (
    client: Pick<SQSClient, 'send'>,
    input: QueueOperations[Name]['input'],
    options: { readonly abortSignal?: AbortSignal },
  ) => Promise<QueueOperations[Name]['output']>
}

const senders: Senders = {
  GetQueueUrl: async (client, input, options) => client.send(new GetQueueUrlCommand(input), options),
  SendMessage: async (client, input, options) => client.send(new SendMessageCommand(input), options),
  SendMessageBatch: async (client, { QueueUrl, Entries }, options) =>
    client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [...Entries] }), options),
}

/** Asks queues by the SDK's client, which knows every kind of credentials and endpoint. */
export const askQueueBySdk =
  (client: Pick<SQSClient, 'send'>): AskQueue =>
  async (name, input, abortSignal) =>
    senders[name](client, input, abortSignal === undefined ? {} : { abortSignal })
