import type { SQSClient } from '@aws-sdk/client-sqs'
import { exportsOf } from '../exports-of.ts'
import type { AskQueue, QueueOperations } from './ask-queue.ts'

type Senders = {
  readonly [Name in keyof QueueOperations]: (
    client: Pick<SQSClient, 'send'>,
    input: QueueOperations[Name]['input'],
    options: { readonly abortSignal?: AbortSignal },
  ) => Promise<QueueOperations[Name]['output']>
}

/** Asked for each time: a bundle of one file that leaves the client out could not be started otherwise. */
const sdk = async () => exportsOf(await import('@aws-sdk/client-sqs'))

const senders: Senders = {
  GetQueueUrl: async (client, input, options) => {
    const { GetQueueUrlCommand } = await sdk()
    return client.send(new GetQueueUrlCommand(input), options)
  },
  SendMessage: async (client, input, options) => {
    const { SendMessageCommand } = await sdk()
    return client.send(new SendMessageCommand(input), options)
  },
  SendMessageBatch: async (client, { QueueUrl, Entries }, options) => {
    const { SendMessageBatchCommand } = await sdk()
    return client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [...Entries] }), options)
  },
}

/** Asks queues by the SDK's client, which knows every kind of credentials and endpoint. */
export const askQueueBySdk =
  (client: Pick<SQSClient, 'send'>): AskQueue =>
  async (name, input, abortSignal) =>
    senders[name](client, input, abortSignal === undefined ? {} : { abortSignal })
