import { S3Client } from '@aws-sdk/client-s3'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { auditSinkContract } from '../testing/contracts/audit-sink.ts'
import { failedObjectsContract } from '../testing/contracts/failed-objects.ts'
import { failureDestinationContract } from '../testing/contracts/failure-destination.ts'
import type { ArrivedNotification } from '../testing/contracts/notification-sink.ts'
import { notificationSinkContract } from '../testing/contracts/notification-sink.ts'
import { parkingStoreContract } from '../testing/contracts/parking-store.ts'
import { holdTo } from '../test/contract/hold-to.ts'
import { faultyClient } from '../test/support/faulty-client.ts'
import { faultyDirect } from '../test/support/faulty-direct.ts'
import { failureDocumentOf } from '../testing/contracts/failure-destination.ts'
import { awsStub } from '../test/support/aws-stub/aws-stub.ts'
import { askBusBySdk } from './eventbridge/ask-bus-by-sdk.ts'
import { askBusDirectly } from './eventbridge/direct/ask-bus-directly.ts'
import { eventBridgeNotificationSink } from './eventbridge/eventbridge-notification-sink.ts'
import { failureDestination } from './open/failure-destination.ts'
import { bucketAddress } from './s3/direct/bucket-address.ts'
import { putDirectly } from './s3/direct/put-directly.ts'
import { s3AuditSink } from './s3/s3-audit-sink.ts'
import { newS3Client } from './s3/s3-client.ts'
import { s3FailedObjects } from './s3/s3-failed-objects.ts'
import { s3FailureDestination } from './s3/s3-failure-destination.ts'
import { s3Folder, s3FolderBy } from './s3/s3-folder.ts'
import { s3ParkingStore } from './s3/s3-parking-store.ts'
import type { S3Place } from './s3/s3-place.ts'
import { s3Place } from './s3/s3-place.ts'
import { askTopicBySdk } from './sns/ask-topic-by-sdk.ts'
import { askTopicDirectly } from './sns/direct/ask-topic-directly.ts'
import { snsFailureDestination } from './sns/sns-failure-destination.ts'
import { snsNotificationSink } from './sns/sns-notification-sink.ts'
import { askQueueBySdk } from './sqs/ask-queue-by-sdk.ts'
import { askQueueDirectly } from './sqs/direct/ask-queue-directly.ts'
import { sqsFailureDestination } from './sqs/sqs-failure-destination.ts'
import { sqsNotificationSink } from './sqs/sqs-notification-sink.ts'
import { stubEnv } from '../test/support/aws-stub/stub-env.ts'

const stub = awsStub()
stubEnv(stub)

// Long enough to be found wherever it is told.
const secretKey = 'marked-secret-of-the-account'
beforeAll(() => {
  process.env['AWS_SECRET_ACCESS_KEY'] = secretKey
})

const faultsOf = (client: Parameters<typeof faultyClient>[0]) =>
  faultyClient(client, 'InvalidRequest', [secretKey])

const folderWays = {
  'by the SDK': (place: S3Place) => {
    const client = newS3Client({ S3Client })
    return { folder: s3Folder(client, place), faults: faultsOf(client) }
  },
  directly: (place: S3Place) => {
    const { options, faults, calls } = faultyDirect(stub.endpoint(), 'InvalidRequest', secretKey)
    const client = newS3Client({ S3Client })
    const address = bucketAddress(options.url, place.bucket)
    if (address === undefined) throw new Error('it has no address')
    const access = { put: putDirectly(options, address), client: async () => Promise.resolve(client) }
    // What is not put is asked by the SDK, and goes wrong as the rest does.
    faultyClient(client, 'InvalidRequest', [secretKey], calls)
    return { folder: s3FolderBy(access, place), faults }
  },
}

const newFolder = (way: keyof typeof folderWays) => {
  const bucket = `b-${randomUUID()}`
  stub.s3.create(bucket)
  return {
    ...folderWays[way](s3Place(`//${bucket}/some/prefix`)),
    bodies: () => [...stub.s3.objects(bucket).values()],
  }
}

const arrivedIn = (texts: readonly string[]): readonly ArrivedNotification[] =>
  texts.map(text => JSON.parse(text) as ArrivedNotification)
const region = 'eu-central-1'

const queueAt = (suffix: string): string => {
  const queueUrl = `http://sqs/000000000000/${randomUUID()}${suffix}`
  stub.sqs.create(queueUrl)
  return queueUrl
}
const queueWays = {
  'by the SDK': (suffix: string) => {
    const client = new SQSClient({ region, useQueueUrlAsEndpoint: false })
    return { client: askQueueBySdk(client), queueUrl: queueAt(suffix), faults: faultsOf(client) }
  },
  directly: (suffix: string) => {
    const { options, faults } = faultyDirect(stub.endpoint(), 'InvalidRequest', secretKey)
    return { client: askQueueDirectly(options), queueUrl: queueAt(suffix), faults }
  },
}

const topicAt = (suffix: string): string => {
  const topicArn = `arn:aws:sns:${region}:000000000000:${randomUUID()}${suffix}`
  stub.sns.create(topicArn)
  return topicArn
}
const topicWays = {
  'by the SDK': (suffix: string) => {
    const client = new SNSClient({ region })
    return { client: askTopicBySdk(client), topicArn: topicAt(suffix), faults: faultsOf(client) }
  },
  directly: (suffix: string) => {
    const { options, faults } = faultyDirect(stub.endpoint(), 'InvalidRequest', secretKey)
    return { client: askTopicDirectly(options), topicArn: topicAt(suffix), faults }
  },
}

for (const way of ['by the SDK', 'directly'] as const) {
  holdTo(
    `S3 as an audit sink, ${way}`,
    auditSinkContract(() => {
      const { folder, faults } = newFolder(way)
      return { sink: s3AuditSink(folder), knows: 'batches', faults }
    }),
  )
  holdTo(
    `S3 as a parking store, ${way}`,
    parkingStoreContract(() => {
      const { folder, faults } = newFolder(way)
      return { store: s3ParkingStore(folder), faults }
    }),
  )
  holdTo(
    `S3 as a place of failed changes, ${way}`,
    failedObjectsContract(() => {
      const { folder, faults } = newFolder(way)
      const write = async (key: string, body: string): Promise<void> => {
        await folder.put(key, body, { contentType: 'text/plain' })
      }
      const bodyAt = async (key: string) => folder.get(key).catch(() => undefined)
      return { failed: s3FailedObjects(folder), write, bodyAt, faults }
    }),
  )
  holdTo(
    `S3 as a failure destination, ${way}`,
    failureDestinationContract(() => {
      const { folder, bodies, faults } = newFolder(way)
      return { destination: s3FailureDestination(folder), written: bodies, faults }
    }),
  )
}
for (const [way, newQueue] of Object.entries(queueWays))
  holdTo(
    `SQS as a failure destination, ${way}`,
    failureDestinationContract(() => {
      const { faults, ...queue } = newQueue('')
      const written = () => stub.sqs.messages(queue.queueUrl).map(each => each.MessageBody)
      return { destination: sqsFailureDestination(queue), written, faults }
    }),
  )
for (const [way, newTopic] of Object.entries(topicWays))
  holdTo(
    `SNS as a failure destination, ${way}`,
    failureDestinationContract(() => {
      const { faults, ...topic } = newTopic('')
      const written = () => stub.sns.published(topic.topicArn).map(each => each.Message)
      return { destination: snsFailureDestination(topic), written, faults }
    }),
  )

describe('a failure destination by its URL', () => {
  it.each(['s3://no-bucket', 'sqs:http://sqs/000000000000/none', `arn:aws:sns:${region}:000000000000:none`])(
    'rejects what could not be written to %s',
    async url => {
      await expect(
        failureDestination(url).write(failureDocumentOf('request-1'), 'mapping-1'),
      ).rejects.toThrow()
    },
  )
})

for (const suffix of ['', '.fifo']) {
  for (const [way, newQueue] of Object.entries(queueWays))
    holdTo(
      `SQS${suffix} as a sink of notifications, ${way}`,
      notificationSinkContract(() => {
        const { faults, ...queue } = newQueue(suffix)
        return {
          sink: sqsNotificationSink(queue),
          arrived: () => arrivedIn(stub.sqs.messages(queue.queueUrl).map(each => each.MessageBody)),
          faults: { ...faults, refuse: text => stub.sqs.refuse(text, 'InvalidMessageContents', true) },
        }
      }),
    )
  for (const [way, newTopic] of Object.entries(topicWays))
    holdTo(
      `SNS${suffix} as a sink of notifications, ${way}`,
      notificationSinkContract(() => {
        const { faults, ...topic } = newTopic(suffix)
        return {
          sink: snsNotificationSink(topic),
          arrived: () => arrivedIn(stub.sns.published(topic.topicArn).map(each => each.Message)),
          faults: { ...faults, refuse: text => stub.sns.refuse(text, 'InvalidParameter', true) },
        }
      }),
    )
}
const busWays = {
  'by the SDK': () => {
    const client = new EventBridgeClient({ region })
    return { client: askBusBySdk(client), faults: faultsOf(client) }
  },
  directly: () => {
    const { options, faults } = faultyDirect(stub.endpoint(), 'InvalidRequest', secretKey)
    return { client: askBusDirectly(options), faults }
  },
}
for (const [way, newBus] of Object.entries(busWays))
  holdTo(
    `EventBridge as a sink of notifications, ${way}`,
    notificationSinkContract(() => {
      const busArn = `arn:aws:events:${region}:000000000000:event-bus/${randomUUID()}`
      stub.eventBridge.create(busArn)
      const { client, faults } = newBus()
      return {
        sink: eventBridgeNotificationSink({ client, busArn }),
        arrived: () => arrivedIn(stub.eventBridge.events(busArn).map(each => each.Detail)),
        faults: { ...faults, refuse: text => stub.eventBridge.refuse(text, 'MalformedDetail') },
      }
    }),
  )

describe('a bucket of failed changes', () => {
  it('that does not exist is not taken for one in which nothing failed', async () => {
    const failed = s3FailedObjects(s3Folder(newS3Client({ S3Client }), s3Place('//no-such-bucket/parked')))

    await expect(failed.keys()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'aws.resource-missing',
    })
    await expect(failed.read('key')).rejects.toMatchObject({ code: 'aws.resource-missing' })
  })
})
