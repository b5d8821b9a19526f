import { auditLog } from '../../processors/audit-log/audit-log.ts'
import type { AuditEntry } from '../../processors/audit-log/audit-sink.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { everything } from '../../core/filter/words.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { changeId } from '../../core/record/change-id.ts'
import { hashOf, ownerOf } from '../../processors/search-index/document-metadata.ts'
import type { SearchStore, Seen } from '../../processors/search-index/search-store.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import type { TableReader } from '../../operations/verify/table-reader.ts'
import { doubleKeys } from './table-double.ts'
import { recordOf, seqOf, streamArn } from './records.ts'

/** A document as a sink holds it; `owner` is the key of the item that it belongs to. */
export interface HeldDocument {
  readonly id: string
  readonly document: string
  readonly owner: string
}

export const itemKeyAt = (number: number): string => `item-${String(number).padStart(9, '0')}`

const itemOf = (number: number): Image => ({
  ...doubleKeys(itemKeyAt(number)),
  title: { S: `The title of number ${number}, as long as titles are` },
  price: { N: String(number / 100) },
})

/** The document of an item that is as it must be. */
export const documentOf = (number: number): HeldDocument => ({
  id: itemKeyAt(number),
  document: `{"price":${number / 100},"title":"The title of number ${number}, as long as titles are"}`,
  owner: itemKeyAt(number),
})

/** A table of so many items that are made up when they are asked for, so that they take no memory. */
export const countedTable = (count: number): TableReader => ({
  tableName: 'things',
  streamArn,
  itemCount: count,
  page: async ({ segment, segments, cursor, limit = 1_000 }) => {
    const first = cursor === undefined ? segment : Number(cursor)
    const items: { keys: Image; item: Image }[] = []
    let number = first
    for (; number < count && items.length < limit; number += segments)
      items.push({ keys: doubleKeys(itemKeyAt(number)), item: itemOf(number) })
    return Promise.resolve({
      items,
      readUnits: items.length,
      ...(number < count && { cursor: String(number) }),
    })
  },
  read: async keys => {
    const number = Number((keys['PK'] as { S: string }).S.slice('item-'.length))
    const isThere = number < count
    return Promise.resolve({ item: isThere ? itemOf(number) : undefined, readUnits: 1 })
  },
})

const seenOf = ({ document, owner }: HeldDocument, version: string): Seen => ({
  found: true,
  version,
  token: version,
  metadata: JSON.stringify({ stream: streamArn, owner: ownerOf(doubleKeys(owner)), hash: hashOf(document) }),
  document,
})

const refuse = async (): Promise<never> => Promise.reject(new Error('nobody writes here'))

/**
 * An index that holds the document of every item but where `changes` says otherwise, by id, and `more`. Every document
 * has the version of its look, the first of which is 1.
 */
export const countedIndex = (
  count: number,
  changes: ReadonlyMap<string, HeldDocument | undefined> = new Map(),
  more: readonly HeldDocument[] = [],
  versionAt: (look: number) => string = () => '1',
): Processor => {
  let looks = 0
  const others = new Map(more.map(each => [each.id, each]))
  const heldAt = (id: string): HeldDocument | undefined => {
    if (changes.has(id)) return changes.get(id)
    const number = /^item-\d{9}$/.test(id) ? Number(id.slice('item-'.length)) : count
    return number < count ? documentOf(number) : others.get(id)
  }
  const store: SearchStore = {
    place: '',
    write: refuse,
    prepare: refuse,
    readMark: refuse,
    writeMark: refuse,
    look: async ({ ids }) => {
      looks += 1
      return Promise.resolve(
        ids.map(id => {
          const held = heldAt(id)
          return held === undefined ? { found: false } : seenOf(held, versionAt(looks))
        }),
      )
    },
    documents: async function* () {
      for (let number = 0; number < count; number += 1) {
        const held = heldAt(itemKeyAt(number))
        if (held !== undefined) yield await Promise.resolve([held.id, held.document] as const)
      }
      for (const { id, document } of more) yield [id, document] as const
    },
  }
  return searchIndex({
    filter: everything().where({ title: { prefix: 'The' } }),
    store,
    index: 'things',
    document: ({ after }) => ({ title: after['title'], price: after['price'] }),
  })
}

/** The record of the one write of each item. */
export const countedRecord = (number: number): StreamRecord =>
  recordOf({ seq: number + 1, key: itemKeyAt(number), kind: 'INSERT', after: { title: `t${number}` } })

/** The identity of its line in the audit. */
export const lineOf = (number: number): string =>
  changeId({
    streamArn,
    key: itemKeyAt(number),
    sequenceNumber: seqOf(number + 1),
    record: countedRecord(number),
  })

/** An audit with one line for each of these records, but where `linesFor` says otherwise. */
export const countedAudit = (count: number, linesFor: (number: number) => number): Processor =>
  auditLog({
    filter: everything(),
    sink: {
      append: refuse,
      entries: async function* () {
        for (let number = 0; number < count; number += 1)
          for (let line = 0; line < linesFor(number); line += 1)
            yield await Promise.resolve({ id: lineOf(number) } as AuditEntry)
      },
    },
  })
