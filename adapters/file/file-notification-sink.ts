import { jsonText } from '../../core/attributes/json-text.ts'
import type { NotificationSink } from '../../processors/notification/notification-sink.ts'
import { appendTexts } from './ndjson-file.ts'

/** Messages as lines of a file, instead of sending them. */
export const fileNotificationSink = (path: string): NotificationSink => {
  const send: NotificationSink['send'] = async messages => {
    await appendTexts(
      path,
      messages.map(message => jsonText(message)),
    )
    return messages.map(() => 'applied')
  }
  return { send, sendOnce: send }
}
