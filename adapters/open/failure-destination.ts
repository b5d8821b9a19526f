import { raise } from '../../core/errors/pipeline-error.ts'
import type { FailureDestination } from '../../engine/ports/failure-destination.ts'
import { readArn } from '../aws/arn.ts'
import { configFaults } from './faults.ts'
import { s3FolderAt } from './s3-folder-at.ts'
import { openOnDemand } from './scheme.ts'

const openSqs = async (place: string): Promise<FailureDestination> => {
  const { sqsQueue } = await import('../sqs/sqs-queue.ts')
  return (await import('../sqs/sqs-failure-destination.ts')).sqsFailureDestination(await sqsQueue(place))
}

const openSns = async (arn: string): Promise<FailureDestination> => {
  const { snsTopic } = await import('../sns/sns-topic.ts')
  return (await import('../sns/sns-failure-destination.ts')).snsFailureDestination(await snsTopic(arn))
}

/** The engine asks for it before it writes: S3 and folders get the records, queues and topics only their place. */
const kindOf = (url: string): FailureDestination['kind'] => {
  const service = url.startsWith('sqs:') ? 'sqs' : readArn(url)?.service
  return service === 'sqs' || service === 'sns' ? service : 's3'
}

/**
 * Where discarded batches are told of: `s3://BUCKET/PREFIX`, `file:FOLDER`, the ARN of a queue or a topic, or `sqs:`
 * and a queue's URL.
 */
export const failureDestination = (url: string): FailureDestination => {
  const kind = kindOf(url)
  const open = openOnDemand<FailureDestination>('failure destination', url, {
    file: async folder =>
      (await import('../file/file-failure-destination.ts')).fileFailureDestination(folder),
    s3: async place =>
      (await import('../s3/s3-failure-destination.ts')).s3FailureDestination(await s3FolderAt(place)),
    sqs: openSqs,
    arn: async () => {
      if (kind === 's3')
        throw raise(configFaults, 'aws.url-invalid', { url, expected: 'the ARN of a queue or a topic' })
      return kind === 'sqs' ? openSqs(url) : openSns(url)
    },
  })
  return { kind, write: async (document, mappingId) => (await open()).write(document, mappingId) }
}
