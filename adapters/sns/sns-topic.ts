import { raise } from '../../core/errors/pipeline-error.ts'
import { readArn } from '../aws/arn.ts'
import type { SendingClients } from '../aws/both-ways.ts'
import type { ClientSettings } from '../aws/client-settings.ts'
import { openSending } from '../aws/direct/open-sending.ts'
import { configFaults } from '../open/faults.ts'
import { exportsOf } from '../exports-of.ts'
import type { AskTopic } from './ask-topic.ts'
import { askTopicDirectly } from './direct/ask-topic-directly.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A topic, and how it is asked in its region. */
export interface SnsTopic extends SendingClients<AskTopic> {
  readonly topicArn: string
}

const bySdk = async () => {
  const { SNSClient } = exportsOf(await import('@aws-sdk/client-sns'))
  const { askTopicBySdk } = await import('./ask-topic-by-sdk.ts')
  return (settings: ClientSettings): AskTopic => askTopicBySdk(new SNSClient(settings))
}

/**
 * A topic by its ARN.
 * @throws PipelineError `aws.url-invalid`
 */
export const snsTopic = async (topicArn: string, env: Env = process.env): Promise<SnsTopic> => {
  const arn = readArn(topicArn)
  if (arn?.service !== 'sns')
    throw raise(configFaults, 'aws.url-invalid', {
      url: topicArn,
      expected: 'arn:aws:sns:REGION:ACCOUNT:TOPIC',
    })
  const target = { service: 'sns', region: arn.region } as const
  return { ...(await openSending(env, target, { directly: askTopicDirectly, bySdk })), topicArn }
}
