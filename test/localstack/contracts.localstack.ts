// The AWS adapters against an account that AWS_ENDPOINT_URL leads to; see adapters/aws-contracts.test.ts for the
// same against a stub. Region and credentials come from the environment too.
import { afterAll, describe, expect, it } from 'vitest'
import { eventBus } from '../../adapters/eventbridge/event-bus.ts'
import { eventBridgeNotificationSink } from '../../adapters/eventbridge/eventbridge-notification-sink.ts'
import { blobStore } from '../../adapters/open/blob-store.ts'
import { claimStore } from '../../adapters/open/claim-store.ts'
import { ledgerStore } from '../../adapters/open/ledger-store.ts'
import { notificationSink } from '../../adapters/open/notification-sink.ts'
import { parkingStore } from '../../adapters/open/parking-store.ts'
import { versionCounters } from '../../adapters/open/version-counters.ts'
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
import { auditSinkContract } from '../../testing/contracts/audit-sink.ts'
import { blobStoreContract } from '../../testing/contracts/blob-store.ts'
import { failedObjectsContract } from '../../testing/contracts/failed-objects.ts'
import { failureDestinationContract } from '../../testing/contracts/failure-destination.ts'
import { claimStoreContract } from '../../testing/contracts/claim-store.ts'
import { ledgerStoreContract } from '../../testing/contracts/ledger-store.ts'
import type { ArrivedNotification } from '../../testing/contracts/notification-sink.ts'
import {
  notificationSinkContract,
  sampleNotification as news,
} from '../../testing/contracts/notification-sink.ts'
import { parkingStoreContract } from '../../testing/contracts/parking-store.ts'
import { versionCountersContract } from '../../testing/contracts/version-counters.ts'
import { holdTo } from '../contract/hold-to.ts'
import { ofRealServices } from '../contract/reasons.ts'
import { newResources } from './resources.ts'

const resources = newResources()
afterAll(resources.remove, 60_000)

const arrivedIn = async (bodies: Promise<readonly string[]>): Promise<readonly ArrivedNotification[]> =>
  (await bodies).map(text => JSON.parse(text) as ArrivedNotification)
/** Queues that are none of FIFO give messages in an order of their own. */
const unordered = { ...ofRealServices, order: 'a standard queue gives messages in any order' }

holdTo(
  'S3 as an audit sink',
  auditSinkContract(
    async () => ({ sink: s3AuditSink(await resources.bucket()), knows: 'batches' }),
    ofRealServices,
  ),
)
holdTo(
  'S3 as a parking store',
  parkingStoreContract(async () => ({ store: s3ParkingStore(await resources.bucket()) }), ofRealServices),
)
holdTo(
  'S3 as a blob store',
  blobStoreContract(async () => ({ store: blobStore((await resources.bucket()).url) }), ofRealServices),
)
holdTo(
  'DynamoDB as a ledger store',
  ledgerStoreContract(
    async () => ({ store: ledgerStore(`dynamodb://${await resources.table()}`) }),
    ofRealServices,
  ),
)

holdTo(
  'DynamoDB as counters of versions',
  versionCountersContract(
    async () => ({ counters: versionCounters(`dynamodb://${await resources.table()}`) }),
    ofRealServices,
  ),
)
holdTo(
  'DynamoDB as a store of claims',
  claimStoreContract(
    async () => ({ store: claimStore(`dynamodb://${await resources.table()}`) }),
    ofRealServices,
  ),
)

holdTo(
  'S3 as a place of failed changes',
  failedObjectsContract(async () => {
    const folder = await resources.bucket()
    const write = async (key: string, body: string): Promise<void> => {
      await folder.put(key, body, { contentType: 'text/plain' })
    }
    const bodyAt = async (key: string) => folder.get(key).catch(() => undefined)
    return { failed: s3FailedObjects(folder), write, bodyAt }
  }, ofRealServices),
)
holdTo(
  'S3 as a failure destination',
  failureDestinationContract(async () => {
    const folder = await resources.bucket()
    return {
      destination: s3FailureDestination(folder),
      written: async () => {
        const bodies: string[] = []
        for await (const key of folder.keys('aws/lambda/mapping-1/')) bodies.push(await folder.get(key))
        return bodies
      },
    }
  }, ofRealServices),
)
holdTo(
  'SQS as a failure destination',
  failureDestinationContract(async () => {
    const queue = await resources.queue()
    return { destination: sqsFailureDestination(await sqsQueue(queue.url)), written: queue.bodies }
  }, ofRealServices),
)
holdTo(
  'SNS as a failure destination',
  failureDestinationContract(async () => {
    const { arn, queue } = await resources.topic()
    return { destination: snsFailureDestination(await snsTopic(arn)), written: queue.bodies }
  }, ofRealServices),
)

for (const suffix of ['', '.fifo'] as const) {
  holdTo(
    `SQS${suffix} as a sink of notifications`,
    notificationSinkContract(
      async () => {
        const queue = await resources.queue(suffix)
        return {
          sink: sqsNotificationSink(await sqsQueue(queue.arn)),
          arrived: async () => arrivedIn(queue.bodies()),
        }
      },
      suffix === '' ? unordered : ofRealServices,
    ),
  )
  holdTo(
    `SNS${suffix} as a sink of notifications`,
    notificationSinkContract(
      async () => {
        const { arn, queue } = await resources.topic(suffix)
        return {
          sink: snsNotificationSink(await snsTopic(arn)),
          arrived: async () => arrivedIn(queue.bodies()),
        }
      },
      suffix === '' ? unordered : ofRealServices,
    ),
  )
}
holdTo(
  'EventBridge as a sink of notifications',
  notificationSinkContract(async () => {
    const { arn, queue } = await resources.bus()
    const details = async (): Promise<readonly ArrivedNotification[]> =>
      (await queue.bodies()).map(body => (JSON.parse(body) as { detail: ArrivedNotification }).detail)
    return { sink: eventBridgeNotificationSink(await eventBus(arn)), arrived: details }
  }, unordered),
)

const idsIn = async (bodies: Promise<readonly string[]>): Promise<readonly string[]> =>
  (await arrivedIn(bodies)).map(({ id }) => id)

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
