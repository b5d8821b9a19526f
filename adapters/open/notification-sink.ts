import type { NotificationSink } from '../../processors/notification/notification-sink.ts'
import { openOnDemand } from './scheme.ts'

/** Where notifications go: `file:PATH` or `memory:`. */
export const notificationSink = (url: string | undefined): NotificationSink => {
  const open = openOnDemand<NotificationSink>('notifications', url, {
    file: async path => (await import('../file/file-notification-sink.ts')).fileNotificationSink(path),
    memory: async () => (await import('../memory/memory-notification-sink.ts')).memoryNotificationSink(),
  })
  return { send: async (messages, signal) => (await open()).send(messages, signal) }
}
