import { hash } from 'node:crypto'
import { padSequenceNumber } from '../record/sequence-number.ts'
import { decodeEntries, encodeEntries } from './encode-entries.ts'
import type { LedgerEntries, RecordId } from './ledger-entry.ts'
import { uniteEntries } from './ledger-entry.ts'
import type { LedgerStore } from './ledger-store.ts'

/** Whose entries: one function of one stage on one stream. */
export interface LedgerScope {
  readonly stage: string
  readonly functionName: string
  readonly streamArn: string
}

const partitionOf = ({ stage, functionName, streamArn }: LedgerScope): string =>
  [stage, functionName, streamArn].map(encodeURIComponent).join('/')

/** Two items of two shards may hold the same sequence number, so a record is named with its item key too. */
export const recordId = (record: { readonly sequenceNumber: string; readonly key: string }): RecordId => ({
  sequenceNumber: padSequenceNumber(record.sequenceNumber),
  keyHash: hash('sha256', record.key, 'base64url').slice(0, 11),
})

/** All entries about records from the first to the last sequence number of a batch. One consistent query. */
export const readEntries = async (
  store: LedgerStore,
  scope: LedgerScope,
  first: string,
  last: string,
  signal?: AbortSignal,
): Promise<LedgerEntries> => {
  const [from, to] = [padSequenceNumber(first), padSequenceNumber(last)]
  const texts = await store.query(partitionOf(scope), from, to, signal)
  return uniteEntries(...texts.map(decodeEntries))
}

/**
 * Adds entries where a later delivery will look: Lambda may begin it at the lowest reported record, at the first one
 * (the response was lost) or, after a bisect or an age cut, anywhere up to the last.
 */
export const writeEntries = async (
  store: LedgerStore,
  scope: LedgerScope,
  entries: LedgerEntries,
  under: {
    readonly lowest: string
    readonly first: string
    readonly last: string
    readonly expiresAtMs: number
  },
  signal?: AbortSignal,
): Promise<void> => {
  const sortKeys = new Set([under.lowest, under.first, under.last].map(padSequenceNumber))
  const entry = {
    partition: partitionOf(scope),
    sortKeys: [...sortKeys],
    facts: encodeEntries(entries),
    expiresAtMs: under.expiresAtMs,
  }
  await store.add(entry, signal)
}
