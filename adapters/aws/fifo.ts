import { hash } from 'node:crypto'
import type { Notification } from '../../processors/notification/notification-sink.ts'

/** What a queue or topic takes for a group: 1 to 128 visible ASCII characters. */
const plainGroup = /^[!-~]{1,128}$/

/** A FIFO queue's or topic's own fields: order per group, repeats within five minutes dropped by id. */
export const fifoFields = (
  name: string,
  { id, group = 'tailrace' }: Pick<Notification, 'id' | 'group'>,
): { readonly MessageGroupId?: string; readonly MessageDeduplicationId?: string } => {
  if (!name.endsWith('.fifo')) return {}
  const MessageGroupId = plainGroup.test(group) ? group : hash('sha256', group, 'hex')
  return { MessageGroupId, MessageDeduplicationId: id }
}
