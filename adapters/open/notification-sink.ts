import { registryFaults } from '../../core/errors/registry-faults.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { NotificationSink } from '../../processors/notification/notification-sink.ts'
import { readArn } from '../aws/arn.ts'
import { configFaults } from './faults.ts'
import { openBefore, openOnDemand } from './scheme.ts'

const openSqs = async (place: string): Promise<NotificationSink> => {
  const { sqsQueue } = await import('../sqs/sqs-queue.ts')
  return (await import('../sqs/sqs-notification-sink.ts')).sqsNotificationSink(await sqsQueue(place))
}

const openSns = async (arn: string): Promise<NotificationSink> => {
  const { snsTopic } = await import('../sns/sns-topic.ts')
  return (await import('../sns/sns-notification-sink.ts')).snsNotificationSink(await snsTopic(arn))
}

const openBus = async (arn: string): Promise<NotificationSink> => {
  const { eventBus } = await import('../eventbridge/event-bus.ts')
  const { eventBridgeNotificationSink } = await import('../eventbridge/eventbridge-notification-sink.ts')
  return eventBridgeNotificationSink(await eventBus(arn))
}

const openArn = async (arn: string): Promise<NotificationSink> => {
  switch (readArn(arn)?.service) {
    case 'sqs':
      return openSqs(arn)
    case 'sns':
      return openSns(arn)
    case 'events':
      return openBus(arn)
    default:
      throw raise(configFaults, 'aws.url-invalid', {
        url: arn,
        expected: 'the ARN of a queue, a topic or an event bus',
      })
  }
}

/**
 * Where notifications go: the ARN of a topic, a queue or an event bus, `sqs:` and a queue's URL, `file:PATH` or
 * `memory:`.
 */
export const notificationSink = (url: string | undefined): NotificationSink => {
  const open = openOnDemand<NotificationSink>('notifications', url, {
    file: async path => (await import('../file/file-notification-sink.ts')).fileNotificationSink(path),
    sqs: async place => openSqs(place),
    arn: async place => openArn(`arn:${place}`),
    memory: async () => (await import('../memory/memory-notification-sink.ts')).memoryNotificationSink(),
  })
  return {
    open: openBefore(open),
    send: async (messages, signal) => (await open()).send(messages, signal),
    sendOnce: async (messages, signal) => {
      const { sendOnce } = await open()
      if (sendOnce === undefined)
        throw raise(registryFaults, 'registry.strict-sink', { name: 'notification' })
      return sendOnce(messages, signal)
    },
  }
}
