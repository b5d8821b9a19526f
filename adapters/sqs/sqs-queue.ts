import type { SQSClient } from '@aws-sdk/client-sqs'
import { raise } from '../../core/errors/pipeline-error.ts'
import { withoutSecrets } from '../open/without-secrets.ts'
import { readArn } from '../aws/arn.ts'
import { asked } from '../aws/aws-failure.ts'
import type { ClientSettings } from '../aws/client-settings.ts'
import { clientSettings, onceSettings } from '../aws/client-settings.ts'
import { firstTime } from '../aws/first-time.ts'
import { configFaults } from '../open/faults.ts'
import { exportsOf } from '../exports-of.ts'

/** A queue and the client of its region. */
export interface SqsQueue {
  readonly client: SQSClient
  /** The same, but it tries once: made when it is first asked for. */
  readonly onceClient?: () => SQSClient
  readonly queueUrl: string
}

/** Requests go to the endpoint of the region, or to AWS_ENDPOINT_URL, not to the host in the queue's URL. */
const clientsIn = async (region: string | undefined): Promise<Pick<SqsQueue, 'client' | 'onceClient'>> => {
  const { SQSClient } = exportsOf(await import('@aws-sdk/client-sqs'))
  const newClient = (settings: ClientSettings) => new SQSClient({ ...settings, useQueueUrlAsEndpoint: false })
  return {
    client: newClient(clientSettings(region)),
    onceClient: firstTime(() => newClient(onceSettings(region))),
  }
}

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
export const sqsQueue = async (place: string): Promise<SqsQueue> => {
  const arn = readArn(place)
  if (arn?.service === 'sqs') {
    const { GetQueueUrlCommand } = exportsOf(await import('@aws-sdk/client-sqs'))
    const clients = await clientsIn(arn.region)
    const command = new GetQueueUrlCommand({ QueueName: arn.resource, QueueOwnerAWSAccountId: arn.account })
    const { QueueUrl = '' } = await asked(place, async () => clients.client.send(command))
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
  return { ...(await clientsIn(regionIn(place))), queueUrl: place }
}
