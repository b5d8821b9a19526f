// Row 9: the whole work of a function, without network. Every variant has the same effects: the lines of a bulk request
// of nine attributes (PRODUCT and ORDER), an audit line for every record, cache keys (USER and PRODUCT, but not for an
// INSERT), and a message for every ORDER whose status changed.
import type { StoredMark } from '../processors/search-index/search-store.ts'
import { dispatch } from '../core/dispatch/dispatch.ts'
import type { Image } from '../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../core/record/stream-record.ts'
import { registry } from '../core/registry/define-registry.ts'
import { auditLog } from '../processors/audit-log/audit-log.ts'
import { cacheInvalidation } from '../processors/cache-invalidation/cache-invalidation.ts'
import { notification } from '../processors/notification/notification.ts'
import { searchIndex } from '../processors/search-index/search-index.ts'
import { dispatchOptions, rules } from './shop-rules.ts'
import type { MeasuredWork } from './work.ts'

type Item = Readonly<Record<string, unknown>>

/** What a search index of the shop holds of an item. */
export const projected = [
  'entityType',
  'status',
  'tenantId',
  'title',
  'price',
  'stock',
  'total',
  'createdAt',
  'updatedAt',
] as const

export const projection = (after: Item): Item =>
  Object.fromEntries(projected.map(name => [name, after[name]]))

/** What would leave the process. */
export interface Sent {
  bulkCharacters: number
  auditCharacters: number
  cacheKeys: number
  messages: number
}

export const nothingSent = (): Sent => ({ bulkCharacters: 0, auditCharacters: 0, cacheKeys: 0, messages: 0 })

const never = (): never => {
  throw new RangeError('there is no such rule')
}

export const actionLine = (op: 'index' | 'delete', id: string, version: string): string =>
  `{"${op}":{"_id":${JSON.stringify(id)},"version":${version}}}\n`

/** Our pipeline, with sinks that write what they are given and count it. */
export const ourJob = (sent: Sent = nothingSent()): MeasuredWork => {
  let mark: StoredMark | undefined
  const pipeline = registry([
    searchIndex({
      filter: rules['search'] ?? never(),
      index: 'all',
      store: {
        write: async operations => {
          for (const operation of operations) {
            const { op, id, guard } = operation
            sent.bulkCharacters += actionLine(op, id, guard.by === 'newer' ? guard.version : '').length
            if (operation.op === 'index') sent.bulkCharacters += operation.document.length
          }
          return Promise.resolve(operations.map(() => 'applied'))
        },
        place: '',
        look: async ({ ids }) => Promise.resolve(ids.map(() => ({ found: false as const }))),
        prepare: async () => Promise.resolve(),
        readMark: async () => Promise.resolve(mark),
        writeMark: async (_, { text }) => {
          mark = { text, token: '1' }
          return Promise.resolve(true)
        },
        documents: async function* () {
          yield* await Promise.resolve([])
        },
      },
      document: ({ after }) => projection(after as Item),
    }),
    auditLog({
      filter: rules['audit'] ?? never(),
      sink: {
        append: async lines => {
          for (const { text } of lines) sent.auditCharacters += text.length
          return Promise.resolve(lines.map(() => 'applied'))
        },
        entries: async function* () {
          yield* await Promise.resolve([])
        },
      },
    }),
    cacheInvalidation({
      filter: rules['cache'] ?? never(),
      cache: {
        invalidate: async ({ keys }) => {
          sent.cacheKeys += keys.length
          return Promise.resolve()
        },
        get: async () => Promise.resolve(undefined),
        set: async () => Promise.resolve(),
      },
      keys: ({ key }) => [key],
    }),
    notification({
      filter: rules['notify'] ?? never(),
      sink: {
        send: async messages => {
          sent.messages += messages.length
          return Promise.resolve(messages.map(() => 'applied'))
        },
      },
      message: ({ key }) => ({ subject: key, body: {} }),
    }),
  ])
  const options = dispatchOptions()
  return async ({ Records }) => {
    await dispatch(pipeline, Records, options)
    return sent
  }
}

/** Sets and big integers, which JSON.stringify cannot write. */
export const withSets = (_: string, value: unknown): unknown =>
  value instanceof Set ? [...value] : typeof value === 'bigint' ? String(value) : value

const keyOf = (keys: Item): string => `${String(keys['pk'])}|${String(keys['sk'])}`

/** The job as it is written without a library: a record is unmarshalled once, everything else follows from that. */
export const naiveJob =
  (
    unmarshall: (image: Image) => Item,
    diff: (before: Item, after: Item) => readonly unknown[],
    sent: Sent = nothingSent(),
  ): ((record: StreamRecord) => void) =>
  record => {
    const { Keys = {}, NewImage, OldImage, SequenceNumber = '' } = record.dynamodb ?? {}
    const keys = unmarshall(Keys)
    const after = NewImage && unmarshall(NewImage)
    const before = OldImage && unmarshall(OldImage)
    const key = keyOf(keys)
    const type = (after ?? before)?.['entityType']
    if (type === 'PRODUCT' || type === 'ORDER') {
      sent.bulkCharacters += actionLine(after ? 'index' : 'delete', key, SequenceNumber).length
      if (after) sent.bulkCharacters += JSON.stringify(projection(after), withSets).length
    }
    const entry = {
      id: record.eventID,
      who: { origin: record.userIdentity?.principalId ?? 'user' },
      what: { eventName: record.eventName, entity: type, key, keys },
      when: new Date((record.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000).toISOString(),
      streamArn: record.eventSourceARN,
      sequenceNumber: SequenceNumber,
      diff: diff(before ?? {}, after ?? {}),
    }
    sent.auditCharacters += JSON.stringify(entry, withSets).length
    if ((type === 'USER' || type === 'PRODUCT') && record.eventName !== 'INSERT') sent.cacheKeys += 1
    const isStatusNew = record.eventName === 'MODIFY' && before?.['status'] !== after?.['status']
    if (isStatusNew && type === 'ORDER')
      sent.messages += [{ id: record.eventID, subject: key, body: {} }].length
  }
