import { createHash } from 'node:crypto'
import type { StreamWrite } from './write.ts'
import { itemName, sortedJson, textAt } from './write.ts'

/** A message as a line: its group where the sink has groups, and all that is in it. */
export const messageFact = ({
  group = '-',
  ...content
}: {
  readonly group?: string | undefined
  readonly id: string
  readonly subject: string
  readonly body: unknown
}): string => `message ${group} ${sortedJson(content)}`

const isNews = ({ before, after }: StreamWrite): boolean =>
  textAt(after, 'type') === 'ORDER' &&
  (textAt(before, 'type') !== 'ORDER' || textAt(before, 'status') !== textAt(after, 'status'))

const identityOf = ({ streamArn, keys, sequenceNumber }: StreamWrite): string =>
  createHash('sha256')
    .update(`${streamArn}\0${itemName(keys)}\0${sequenceNumber}\0order-news`)
    .digest('hex')
    .slice(0, 32)

/**
 * The messages that these writes are worth: a new order, and a changed status; in the group of the order's own key,
 * where the sink has groups.
 */
export const promisedMessages = (writes: readonly StreamWrite[], hasGroups: boolean): readonly string[] =>
  writes.filter(isNews).map(write => {
    const [orderId, userId, status] = ['orderId', 'userId', 'status'].map(name => textAt(write.after, name))
    return messageFact({
      ...(hasGroups && { group: itemName(write.keys) }),
      id: identityOf(write),
      subject: `Order ${orderId} is ${status}`,
      body: { orderId, userId, status },
    })
  })
