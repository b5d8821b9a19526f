// The AWS adapters against an account that AWS_ENDPOINT_URL leads to; see adapters/aws-contracts.test.ts for the
// same against a stub. Region and credentials come from the environment too.
import { afterAll, describe, expect, it } from 'vitest'
import { eventBus } from '../../adapters/eventbridge/event-bus.ts'
import { eventBridgeNotificationSink } from '../../adapters/eventbridge/eventbridge-notification-sink.ts'
import { blobStore } from '../../adapters/open/blob-store.ts'
import { ledgerStore } from '../../adapters/open/ledger-store.ts'
import { notificationSink } from '../../adapters/open/notification-sink.ts'
import { parkingStore } from '../../adapters/open/parking-store.ts'
import { s3AuditSink } from '../../adapters/s3/s3-audit-sink.ts'
import { s3FailedObjects } from '../../adapters/s3/s3-failed-objects.ts'
import { s3FailureDestination } from '../../adapters/s3/s3-failure-destination.ts'
import { s3ParkingStore } from '../../adapters/s3/s3-parking-store.ts'
import { snsFailureDestination } from '../../adapters/sns/sns-failure-destination.ts'
import { snsNotificationSink } from '../../adapters/sns/sns-notification-sink.ts'
import { snsTopic } from '../../adapters/sns/sns-topic.ts'
import { sqsFailureDestination } from '../../adapters/sqs/sqs-failure-destination.ts'
import { sqsNotificationSink } from '../../adapters/sqs/sqs-notification-sink.ts'
import { sqsQueue } from '../../adapters/sqs/sqs-queue.ts'
import { auditSinkContract } from '../contract/audit-sink.contract.ts'
import { blobStoreContract } from '../contract/blob-store.contract.ts'
import { failedObjectsContract } from '../contract/failed-objects.contract.ts'
import { failureDestinationContract } from '../contract/failure-destination.contract.ts'
import { ledgerStoreContract } from '../contract/ledger-store.contract.ts'
import { news, notificationSinkContract } from '../contract/notification-sink.contract.ts'
import { parkingStoreContract } from '../contract/parking-store.contract.ts'
import { newResources } from './resources.ts'

const resources = newResources()
afterAll(resources.remove, 60_000)

const idIn = (text: string): string => (JSON.parse(text) as { readonly id: string }).id
const idsIn = async (bodies: Promise<readonly string[]>): Promise<readonly string[]> =>
  (await bodies).map(idIn)

auditSinkContract('S3', async () => s3AuditSink(await resources.bucket()), 'batches')
parkingStoreContract('S3', async () => s3ParkingStore(await resources.bucket()))
blobStoreContract('S3', async () => blobStore((await resources.bucket()).url))
ledgerStoreContract('DynamoDB', async () => ledgerStore(`dynamodb://${await resources.table()}`))

failedObjectsContract('S3', async objects => {
  const folder = await resources.bucket()
  for (const [key, body] of Object.entries(objects))
    await folder.put(key, body, { contentType: 'text/plain' })
  const bodyAt = async (key: string) => folder.get(key).catch(() => undefined)
  return { failed: s3FailedObjects(folder), bodyAt }
})
failureDestinationContract('S3', async () => {
  const folder = await resources.bucket()
  return {
    destination: s3FailureDestination(folder),
    written: async () => {
      const bodies: string[] = []
      for await (const key of folder.keys('aws/lambda/mapping-1/')) bodies.push(await folder.get(key))
      return bodies
    },
  }
})
failureDestinationContract('SQS', async () => {
  const queue = await resources.queue()
  return { destination: sqsFailureDestination(await sqsQueue(queue.url)), written: queue.bodies }
})
failureDestinationContract('SNS', async () => {
  const { arn, queue } = await resources.topic()
  return { destination: snsFailureDestination(snsTopic(arn)), written: queue.bodies }
})

for (const suffix of ['', '.fifo'] as const) {
  notificationSinkContract(`SQS${suffix}`, async () => {
    const queue = await resources.queue(suffix)
    return {
      sink: sqsNotificationSink(await sqsQueue(queue.arn)),
      arrived: async () => idsIn(queue.bodies()),
    }
  })
  notificationSinkContract(`SNS${suffix}`, async () => {
    const { arn, queue } = await resources.topic(suffix)
    return { sink: snsNotificationSink(snsTopic(arn)), arrived: async () => idsIn(queue.bodies()) }
  })
}
notificationSinkContract('EventBridge', async () => {
  const { arn, queue } = await resources.bus()
  const details = async (): Promise<readonly string[]> =>
    (await queue.bodies()).map(body => (JSON.parse(body) as { detail: { id: string } }).detail.id)
  return { sink: eventBridgeNotificationSink(await eventBus(arn)), arrived: details }
})

describe('a FIFO queue', () => {
  it('drops what comes twice', async () => {
    const queue = await resources.queue('.fifo')
    const sink = notificationSink(queue.arn)
    await sink.send([news('1'), news('2')])
    await sink.send([news('2'), news('3')])

    expect(await idsIn(queue.bodies())).toEqual(['1', '2', '3'])
  })
})

describe('what is missing', () => {
  it('is said with the remedy, and to be retried', async () => {
    const queue = await resources.queue()
    const url = queue.url.replace('tailrace-test-', 'tailrace-none-')

    const [sent] = await notificationSink(`sqs:${url}`).send([news('1')])

    const missing = { code: 'aws.resource-missing', disposition: 'retry' }
    expect(sent).toMatchObject(missing)
    await expect(parkingStore('s3://tailrace-no-such-bucket').put('k', '')).rejects.toMatchObject(missing)
    await expect(ledgerStore('dynamodb://tailrace-none').query('p', '0', '1')).rejects.toMatchObject(missing)
  })
})
