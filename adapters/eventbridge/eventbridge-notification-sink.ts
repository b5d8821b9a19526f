import type { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { FailedEntry } from '../aws/aws-failure.ts'
import { sendInChunks } from '../aws/send-in-chunks.ts'
import type { NotificationSink } from '../../processors/notification/notification-sink.ts'
import type { EventBus } from './event-bus.ts'

/**
 * Notifications as events of a bus, ten a call: `source` is `tailrace`, `detail-type` is `Notification`, and
 * `detail` holds `id`, `subject` and `body`, so that rules can look at any of them.
 */
export const eventBridgeNotificationSink = ({ client, onceClient, busArn }: EventBus): NotificationSink => {
  const through = (open: () => EventBridgeClient, isOnce: boolean): NotificationSink['send'] => {
    return async (messages, signal) =>
      sendInChunks(
        busArn,
        messages,
        signal,
        async (piece, abortSignal) => {
          const Entries = piece.map(({ text }) => ({
            EventBusName: busArn,
            Source: 'tailrace',
            DetailType: 'Notification',
            Detail: text,
          }))
          const sent = await open().send(new PutEventsCommand({ Entries }), abortSignal && { abortSignal })
          const failed = new Map<number, FailedEntry>()
          sent.Entries?.forEach(({ ErrorCode, ErrorMessage }, index) => {
            if (ErrorCode !== undefined) failed.set(index, { Code: ErrorCode, Message: ErrorMessage })
          })
          return failed
        },
        isOnce,
      )
  }
  return {
    send: through(() => client, false),
    ...(onceClient && { sendOnce: through(onceClient, true) }),
  }
}
