import type { SNSClient } from '@aws-sdk/client-sns'
import type { BySdk } from '../aws/ask-service.ts'
import { askedBySdk } from '../aws/ask-service.ts'
import { exportsOf } from '../exports-of.ts'
import type { AskTopic, TopicOperations } from './ask-topic.ts'

type SendsCommands = Pick<SNSClient, 'send'>

/** Asked for each time: a bundle of one file that leaves the client out could not be started otherwise. */
const sdk = async () => exportsOf(await import('@aws-sdk/client-sns'))

const send: BySdk<TopicOperations, SendsCommands> = {
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

/** Asks by the SDK's client. */
export const askTopicBySdk = (client: SendsCommands): AskTopic => askedBySdk(client, send)
