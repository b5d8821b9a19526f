import type { NotificationSink } from '../../processors/notification/notification-sink.ts'
import { appendLines } from './ndjson-file.ts'

/** Messages as lines of a file, instead of sending them. */
export const fileNotificationSink = (path: string): NotificationSink => ({
  send: async messages => {
    await appendLines(path, messages)
    return messages.map(() => 'applied')
  },
})
