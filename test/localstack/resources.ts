import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { CreateBucketCommand, DeleteBucketCommand, DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateTopicCommand, DeleteTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { randomUUID } from 'node:crypto'
import { createTable } from '../../adapters/dynamodb/table-admin.ts'
import { newS3Client } from '../../adapters/s3/s3-client.ts'
import type { S3Folder } from '../../adapters/s3/s3-folder.ts'
import { s3Folder } from '../../adapters/s3/s3-folder.ts'
import { s3Place } from '../../adapters/s3/s3-place.ts'
import { keyedTable } from '../support/keyed-table.ts'

/** A queue, and the bodies of what has arrived in it so far. */
export interface ReadQueue {
  readonly arn: string
  readonly url: string
  readonly bodies: () => Promise<readonly string[]>
}

/** Things in an account that AWS_ENDPOINT_URL leads to, each with a name of its own, and their removal. */
export interface Resources {
  readonly bucket: () => Promise<S3Folder>
  readonly queue: (suffix?: '' | '.fifo') => Promise<ReadQueue>
  readonly topic: (suffix?: '' | '.fifo') => Promise<{ readonly arn: string; readonly queue: ReadQueue }>
  readonly bus: () => Promise<{ readonly arn: string; readonly queue: ReadQueue }>
  readonly table: () => Promise<string>
  readonly remove: () => Promise<void>
}

const newName = (): string => `tailrace-test-${randomUUID()}`

const drain = async (client: SQSClient, QueueUrl: string): Promise<readonly string[]> => {
  const bodies: string[] = []
  for (;;) {
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 })
    const { Messages = [] } = await client.send(receive)
    if (Messages.length === 0) return bodies
    bodies.push(...Messages.map(({ Body = '' }) => Body))
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
  }
}

/** Nothing is made before it is asked for. */
export const newResources = (): Resources => {
  const removals: (() => Promise<unknown>)[] = []
  const later = (removal: () => Promise<unknown>): void => void removals.unshift(removal)
  const s3 = newS3Client({ S3Client })
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false })
  const sns = new SNSClient()
  const events = new EventBridgeClient()
  const dynamoDb = new DynamoDBClient()

  const queue: Resources['queue'] = async (suffix = '') => {
    const Attributes = suffix === '' ? {} : { FifoQueue: 'true' }
    const create = new CreateQueueCommand({ QueueName: newName() + suffix, Attributes })
    const { QueueUrl: url = '' } = await sqs.send(create)
    later(async () => sqs.send(new DeleteQueueCommand({ QueueUrl: url })))
    const read = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] })
    const arn = (await sqs.send(read)).Attributes?.['QueueArn'] ?? ''
    const bodies: string[] = []
    return {
      arn,
      url,
      bodies: async () => {
        bodies.push(...(await drain(sqs, url)))
        return [...bodies]
      },
    }
  }

  return {
    queue,
    bucket: async () => {
      const bucket = newName()
      const LocationConstraint = (await s3.config.region()) as 'eu-west-1'
      await s3.send(
        new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint } }),
      )
      later(async () => {
        const all = s3Folder(s3, s3Place(`//${bucket}`))
        for await (const Key of all.keys('')) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
        await s3.send(new DeleteBucketCommand({ Bucket: bucket }))
      })
      return s3Folder(s3, s3Place(`//${bucket}/some/prefix`))
    },
    topic: async (suffix = '') => {
      const Attributes = suffix === '' ? {} : { FifoTopic: 'true' }
      const { TopicArn: arn = '' } = await sns.send(
        new CreateTopicCommand({ Name: newName() + suffix, Attributes }),
      )
      later(async () => sns.send(new DeleteTopicCommand({ TopicArn: arn })))
      const subscribed = await queue(suffix)
      await sns.send(
        new SubscribeCommand({
          TopicArn: arn,
          Protocol: 'sqs',
          Endpoint: subscribed.arn,
          Attributes: { RawMessageDelivery: 'true' },
        }),
      )
      return { arn, queue: subscribed }
    },
    bus: async () => {
      const Name = newName()
      const { EventBusArn: arn = '' } = await events.send(new CreateEventBusCommand({ Name }))
      const target = await queue()
      const rule = { Name: 'all', EventBusName: Name }
      await events.send(new PutRuleCommand({ ...rule, EventPattern: '{"source":["tailrace"]}' }))
      const Targets = [{ Id: 'queue', Arn: target.arn }]
      await events.send(new PutTargetsCommand({ Rule: 'all', EventBusName: Name, Targets }))
      later(async () => {
        await events.send(new RemoveTargetsCommand({ Rule: 'all', EventBusName: Name, Ids: ['queue'] }))
        await events.send(new DeleteRuleCommand(rule))
        await events.send(new DeleteEventBusCommand({ Name }))
      })
      return { arn, queue: target }
    },
    table: async () => {
      const { tableName } = await createTable(dynamoDb, keyedTable(newName()))
      later(async () => dynamoDb.send(new DeleteTableCommand({ TableName: tableName })))
      return tableName
    },
    remove: async () => {
      for (const removal of removals) await removal()
    },
  }
}
