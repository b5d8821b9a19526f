import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { auditSinkContract } from '../test/contract/audit-sink.contract.ts'
import { failedObjectsContract } from '../test/contract/failed-objects.contract.ts'
import { failureDestinationContract } from '../test/contract/failure-destination.contract.ts'
import { notificationSinkContract } from '../test/contract/notification-sink.contract.ts'
import { parkingStoreContract } from '../test/contract/parking-store.contract.ts'
import { awsStub } from '../test/support/aws-stub/aws-stub.ts'
import { eventBridgeNotificationSink } from './eventbridge/eventbridge-notification-sink.ts'
import { failureDestination } from './open/failure-destination.ts'
import { s3AuditSink } from './s3/s3-audit-sink.ts'
import { newS3Client } from './s3/s3-client.ts'
import { s3FailedObjects } from './s3/s3-failed-objects.ts'
import { s3FailureDestination } from './s3/s3-failure-destination.ts'
import type { S3Folder } from './s3/s3-folder.ts'
import { s3Folder } from './s3/s3-folder.ts'
import { s3ParkingStore } from './s3/s3-parking-store.ts'
import { s3Place } from './s3/s3-place.ts'
import { snsNotificationSink } from './sns/sns-notification-sink.ts'
import { sqsNotificationSink } from './sqs/sqs-notification-sink.ts'
import { stubEnv } from '../test/support/aws-stub/stub-env.ts'

const stub = awsStub()
stubEnv(stub)

const newFolder = (): { readonly folder: S3Folder; readonly bodies: () => readonly string[] } => {
  const bucket = `b-${randomUUID()}`
  stub.s3.create(bucket)
  return {
    folder: s3Folder(newS3Client(), s3Place(`//${bucket}/some/prefix`)),
    bodies: () => [...stub.s3.objects(bucket).values()],
  }
}

const idIn = (text: string): string => (JSON.parse(text) as { readonly id: string }).id
const region = 'eu-central-1'

const newQueue = (suffix: string) => {
  const queueUrl = `http://sqs/000000000000/${randomUUID()}${suffix}`
  stub.sqs.create(queueUrl)
  return { client: new SQSClient({ region, useQueueUrlAsEndpoint: false }), queueUrl }
}

const newTopic = (suffix: string) => {
  const topicArn = `arn:aws:sns:${region}:000000000000:${randomUUID()}${suffix}`
  stub.sns.create(topicArn)
  return { client: new SNSClient({ region }), topicArn }
}

auditSinkContract('S3', () => s3AuditSink(newFolder().folder), 'batches')
parkingStoreContract('S3', () => s3ParkingStore(newFolder().folder))
failedObjectsContract('S3', async objects => {
  const { folder } = newFolder()
  for (const [key, body] of Object.entries(objects))
    await folder.put(key, body, { contentType: 'text/plain' })
  const bodyAt = async (key: string) => folder.get(key).catch(() => undefined)
  return { failed: s3FailedObjects(folder), bodyAt }
})
failureDestinationContract(
  'S3',
  () => {
    const { folder, bodies } = newFolder()
    return { destination: s3FailureDestination(folder), written: async () => Promise.resolve(bodies()) }
  },
  () => failureDestination('s3://no-bucket'),
)
failureDestinationContract(
  'SQS',
  () => {
    const queue = newQueue('')
    const written = async () => stub.sqs.messages(queue.queueUrl).map(each => each.MessageBody)
    return { destination: failureDestination(`sqs:${queue.queueUrl}`), written }
  },
  () => failureDestination('sqs:http://sqs/000000000000/none'),
)
failureDestinationContract(
  'SNS',
  () => {
    const topic = newTopic('')
    const written = async () => stub.sns.published(topic.topicArn).map(each => each.Message)
    return { destination: failureDestination(topic.topicArn), written }
  },
  () => failureDestination(`arn:aws:sns:${region}:000000000000:none`),
)
for (const suffix of ['', '.fifo']) {
  notificationSinkContract(`SQS${suffix}`, () => {
    const queue = newQueue(suffix)
    return {
      sink: sqsNotificationSink(queue),
      arrived: () => stub.sqs.messages(queue.queueUrl).map(each => idIn(each.MessageBody)),
    }
  })
  notificationSinkContract(`SNS${suffix}`, () => {
    const topic = newTopic(suffix)
    return {
      sink: snsNotificationSink(topic),
      arrived: () => stub.sns.published(topic.topicArn).map(each => idIn(each.Message)),
    }
  })
}
notificationSinkContract('EventBridge', () => {
  const busArn = `arn:aws:events:${region}:000000000000:event-bus/${randomUUID()}`
  stub.eventBridge.create(busArn)
  return {
    sink: eventBridgeNotificationSink({ client: new EventBridgeClient({ region }), busArn }),
    arrived: () => stub.eventBridge.events(busArn).map(each => idIn(each.Detail)),
  }
})

describe('a bucket of failed changes', () => {
  it('that does not exist is not taken for one in which nothing failed', async () => {
    const failed = s3FailedObjects(s3Folder(newS3Client(), s3Place('//no-such-bucket/parked')))

    await expect(failed.keys()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'aws.resource-missing',
    })
    await expect(failed.read('key')).rejects.toMatchObject({ code: 'aws.resource-missing' })
  })
})
