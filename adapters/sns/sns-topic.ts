import type { SNSClient } from '@aws-sdk/client-sns'
import { raise } from '../../core/errors/pipeline-error.ts'
import { readArn } from '../aws/arn.ts'
import { clientSettings, onceSettings } from '../aws/client-settings.ts'
import { firstTime } from '../aws/first-time.ts'
import { configFaults } from '../open/faults.ts'
import { exportsOf } from '../exports-of.ts'

/** A topic and the client of its region. */
export interface SnsTopic {
  readonly client: SNSClient
  /** The same, but it tries once: made when it is first asked for. */
  readonly onceClient?: () => SNSClient
  readonly topicArn: string
}

/**
 * A topic by its ARN.
 * @throws PipelineError `aws.url-invalid`
 */
export const snsTopic = async (topicArn: string): Promise<SnsTopic> => {
  const arn = readArn(topicArn)
  if (arn?.service !== 'sns')
    throw raise(configFaults, 'aws.url-invalid', {
      url: topicArn,
      expected: 'arn:aws:sns:REGION:ACCOUNT:TOPIC',
    })
  const { SNSClient } = exportsOf(await import('@aws-sdk/client-sns'))
  return {
    client: new SNSClient(clientSettings(arn.region)),
    onceClient: firstTime(() => new SNSClient(onceSettings(arn.region))),
    topicArn,
  }
}
