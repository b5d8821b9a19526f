import { raise } from '../../core/errors/pipeline-error.ts'
import { withoutSecrets } from '../open/without-secrets.ts'
import { readArn } from '../aws/arn.ts'
import { asked } from '../aws/aws-failure.ts'
import type { SendingClients } from '../aws/both-ways.ts'
import type { ClientSettings } from '../aws/client-settings.ts'
import { openSending } from '../aws/direct/open-sending.ts'
import { configFaults } from '../open/faults.ts'
import { exportsOf } from '../exports-of.ts'
import type { AskQueue } from './ask-queue.ts'
import { askQueueDirectly } from './direct/ask-queue-directly.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A queue, and how it is asked in its region. */
export interface SqsQueue extends SendingClients<AskQueue> {
  readonly queueUrl: string
}

/** Requests go to the endpoint of the region, or to AWS_ENDPOINT_URL, not to the host in the queue's URL. */
const bySdk = async () => {
  const { SQSClient } = exportsOf(await import('@aws-sdk/client-sqs'))
  const { askQueueBySdk } = await import('./ask-queue-by-sdk.ts')
  return (settings: ClientSettings): AskQueue =>
    askQueueBySdk(new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }))
}

const clientsIn = async (region: string | undefined, env: Env): Promise<SendingClients<AskQueue>> =>
  openSending(env, { service: 'sqs', region }, { directly: askQueueDirectly, bySdk })

const regionIn = (queueUrl: string): string | undefined =>
  /^https?:\/\/(?:sqs\.([a-z0-9-]+)|([a-z0-9-]+)\.queue)\.amazonaws\.com/
    .exec(queueUrl)
    ?.slice(1)
    .find(Boolean)

/**
 * A queue by its URL, `sqs:https://sqs.eu-central-1.amazonaws.com/123456789012/news`, or by its ARN, whose URL is
 * asked for once.
 * @throws PipelineError `aws.url-invalid`, `aws.*`, `sink.*`
 */
export const sqsQueue = async (place: string, env: Env = process.env): Promise<SqsQueue> => {
  const arn = readArn(place)
  if (arn?.service === 'sqs') {
    const clients = await clientsIn(arn.region, env)
    const named = { QueueName: arn.resource, QueueOwnerAWSAccountId: arn.account }
    const { QueueUrl = '' } = await asked(place, async () => clients.client('GetQueueUrl', named))
    return { ...clients, queueUrl: QueueUrl }
  }
  if (!URL.canParse(place) || !/^https?:/.test(place))
    throw raise(configFaults, 'aws.url-invalid', {
      url: withoutSecrets(`sqs:${place}`),
      expected: "sqs: and the queue's URL, or its ARN",
    })
  if (place.includes('@'))
    throw raise(configFaults, 'aws.url-invalid', {
      url: withoutSecrets(`sqs:${place}`),
      expected: "sqs: and the queue's URL, without user and password, which SQS does not take",
    })
  return { ...(await clientsIn(regionIn(place), env)), queueUrl: place }
}
