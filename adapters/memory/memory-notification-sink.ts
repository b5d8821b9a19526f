import type { Notification, NotificationSink } from '../../processors/notification/notification-sink.ts'

/** Notifications kept in memory: for tests. */
export interface MemoryNotificationSink extends NotificationSink {
  readonly sent: () => readonly Notification[]
}

/** A sink that only remembers what it was given. */
export const memoryNotificationSink = (): MemoryNotificationSink => {
  const messages: Notification[] = []
  const send: NotificationSink['send'] = async more => {
    messages.push(...more)
    return Promise.resolve(more.map(() => 'applied'))
  }
  return {
    send,
    sendOnce: send,
    sent: () => [...messages],
  }
}
