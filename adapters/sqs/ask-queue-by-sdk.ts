import type { SQSClient } from '@aws-sdk/client-sqs'
import type { BySdk } from '../aws/ask-service.ts'
import { askedBySdk } from '../aws/ask-service.ts'
import { exportsOf } from '../exports-of.ts'
import type { AskQueue, QueueOperations } from './ask-queue.ts'

type SendsCommands = Pick<SQSClient, 'send'>

/** Asked for each time: a bundle of one file that leaves the client out could not be started otherwise. */
const sdk = async () => exportsOf(await import('@aws-sdk/client-sqs'))

const send: BySdk<QueueOperations, SendsCommands> = {
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

/** Asks by the SDK's client. */
export const askQueueBySdk = (client: SendsCommands): AskQueue => askedBySdk(client, send)
