import { raise } from '../../core/errors/pipeline-error.ts'
import { readArn } from '../aws/arn.ts'
import type { SendingClients } from '../aws/both-ways.ts'
import { clientSettings, onceSettings } from '../aws/client-settings.ts'
import { openDirectly } from '../aws/direct/open-directly.ts'
import { firstTime } from '../aws/first-time.ts'
import { configFaults } from '../open/faults.ts'
import { exportsOf } from '../exports-of.ts'
import type { AskTopic } from './ask-topic.ts'
import { askTopicDirectly } from './direct/ask-topic-directly.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A topic, and how it is asked in its region. */
export interface SnsTopic extends SendingClients<AskTopic> {
  readonly topicArn: string
}

/** Without the SDK where nothing but keys, region and endpoint has a say, else by the SDK, which is loaded now. */
const openClients = async (region: string, env: Env): Promise<SendingClients<AskTopic>> => {
  const [settings, once] = [clientSettings(region), onceSettings(region)]
  const direct = openDirectly(env, { service: 'sns', region })
  if (direct !== undefined) {
    const client = askTopicDirectly(direct(settings))
    return { client, onceClient: firstTime(() => askTopicDirectly(direct(once))) }
  }
  const { SNSClient } = exportsOf(await import('@aws-sdk/client-sns'))
  const { askTopicBySdk } = await import('./ask-topic-by-sdk.ts')
  return {
    client: askTopicBySdk(new SNSClient(settings)),
    onceClient: firstTime(() => askTopicBySdk(new SNSClient(once))),
  }
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
  return { ...(await openClients(arn.region, env)), topicArn }
}
