// Row 9: the whole work of a function, without network. Every variant has the same effects: the lines of a bulk request
// of nine attributes (PRODUCT and ORDER), an audit line for every record, cache keys (USER and PRODUCT, an item that is
// new too: a cache may hold that there is none), and a message for every ORDER whose status changed. Ours and the one by hand have the same bytes, to the
// last: job.test.ts.
import type { SearchOperation, StoredMark } from '../processors/search-index/search-store.ts'
import { dispatch } from '../core/dispatch/dispatch.ts'
import type { Image } from '../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../core/record/stream-record.ts'
import { metadataField } from '../core/metadata-field.ts'
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

/** Where effects leave the process. */
export interface Out {
  readonly bulk: (body: string) => void
  readonly audit: (body: string) => void
  readonly forget: (keys: readonly string[]) => void
  readonly message: (body: string) => void
}

/**
 * An end of the process that makes bytes of what it gets, as a socket does: a text that is put together and never read
 * has not been written yet.
 */
export const countingOut = (): Out => {
  let bytes = 0
  const take = (body: string): void => {
    bytes += Buffer.from(body).length
  }
  return { bulk: take, audit: take, message: take, forget: keys => void (bytes += keys.length) }
}

const never = (): never => {
  throw new RangeError('there is no such rule')
}

export const actionLine = (op: 'index' | 'delete', id: string, version: string): string =>
  `{"${op}":{"_id":${JSON.stringify(id)},"version":${version}}}\n`

/** A document with where it came from as its last field, as the OpenSearch adapter sends it. */
export const documentLine = (document: string, metadata: string): string =>
  `${document.slice(0, -1)},"${metadataField}":${metadata}}\n`

const operationLines = (operation: SearchOperation): string => {
  const { op, id, guard } = operation
  const action = actionLine(op, id, guard.by === 'newer' ? guard.version : '')
  return operation.op === 'index' ? action + documentLine(operation.document, operation.metadata) : action
}

/** Our pipeline, with sinks that write what they are given. */
export const ourJob = (out: Out = countingOut()): MeasuredWork => {
  let mark: StoredMark | undefined
  const pipeline = registry([
    searchIndex({
      filter: rules['search'] ?? never(),
      index: 'all',
      store: {
        write: async operations => {
          out.bulk(operations.map(operationLines).join(''))
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
          out.audit(lines.map(({ text }) => text).join('\n'))
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
          out.forget(keys)
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
          for (const message of messages) out.message(JSON.stringify(message))
          return Promise.resolve(messages.map(() => 'applied'))
        },
      },
      message: ({ key }) => ({ subject: key, body: {} }),
    }),
  ])
  const options = dispatchOptions()
  return async ({ Records }) => {
    return dispatch(pipeline, Records, options)
  }
}

/** Sets and big integers, which JSON.stringify cannot write. */
export const withSets = (_: string, value: unknown): unknown =>
  value instanceof Set ? [...value] : typeof value === 'bigint' ? String(value) : value

const keyOf = (keys: Item): string => `${String(keys['pk'])}|${String(keys['sk'])}`

/** The job as it is written without a library: a record is unmarshalled once, everything else follows from that. */
export const naiveJob = (
  unmarshall: (image: Image) => Item,
  diff: (before: Item, after: Item) => readonly unknown[],
  out: Out = countingOut(),
): ((records: readonly StreamRecord[]) => void) => {
  const one = (record: StreamRecord, bulk: string[], audit: string[]): void => {
    const { Keys = {}, NewImage, OldImage, SequenceNumber = '' } = record.dynamodb ?? {}
    const keys = unmarshall(Keys)
    const after = NewImage && unmarshall(NewImage)
    const before = OldImage && unmarshall(OldImage)
    const key = keyOf(keys)
    const type = (after ?? before)?.['entityType']
    if (type === 'PRODUCT' || type === 'ORDER') {
      bulk.push(actionLine(after ? 'index' : 'delete', key, SequenceNumber))
      if (after) bulk.push(`${JSON.stringify(projection(after), withSets)}\n`)
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
    audit.push(JSON.stringify(entry, withSets))
    if (type === 'USER' || type === 'PRODUCT') out.forget([key])
    const isStatusNew = record.eventName === 'MODIFY' && before?.['status'] !== after?.['status']
    if (isStatusNew && type === 'ORDER')
      out.message(JSON.stringify({ id: record.eventID, group: key, subject: key, body: {} }))
  }
  return records => {
    const bulk: string[] = []
    const audit: string[] = []
    for (const record of records) one(record, bulk, audit)
    out.bulk(bulk.join(''))
    out.audit(audit.join('\n'))
  }
}
