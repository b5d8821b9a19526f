import type { FailedEntry } from '../aws/aws-failure.ts'
import { bothWays } from '../aws/both-ways.ts'
import { unsaid } from '../aws/send-in-chunks.ts'
import type { NotificationSink } from '../../processors/notification/notification-sink.ts'
import type { EventBus } from './event-bus.ts'

/**
 * Notifications as events of a bus, ten a call: `source` is `tailrace`, `detail-type` is `Notification`, and
 * `detail` holds `id`, `subject` and `body`, so that rules can look at any of them.
 */
export const eventBridgeNotificationSink = ({ busArn, ...clients }: EventBus): NotificationSink =>
  bothWays(busArn, clients, client => async (piece, abortSignal) => {
    const Entries = piece.map(({ text }) => ({
      EventBusName: busArn,
      Source: 'tailrace',
      DetailType: 'Notification',
      Detail: text,
    }))
    const sent = await client('PutEvents', { Entries }, abortSignal)
    const failed = new Map<number, FailedEntry>()
    piece.forEach((_, index) => {
      const { EventId, ErrorCode, ErrorMessage } = sent.Entries?.[index] ?? {}
      if (ErrorCode !== undefined) failed.set(index, { Code: ErrorCode, Message: ErrorMessage })
      else if (EventId === undefined) failed.set(index, unsaid)
    })
    return failed
  })
