import { hash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { padSequenceNumber } from '../../core/record/sequence-number.ts'
import type { ArchiveEntry } from './archive-entry.ts'
import { archiveFaults } from './faults.ts'

/** An object of the archive, about to be written. */
export interface ArchiveObject {
  readonly key: string
  readonly entries: readonly ArchiveEntry[]
}

const dayOf = ({ removedAt }: ArchiveEntry): string => removedAt.slice(0, 10)

/** An entity's name may hold anything; a part of a key is better off without slashes and equal signs. */
const partitionOf = (prefix: string, date: string, entity: string): string =>
  `${prefix}date=${date}/entity=${encodeURIComponent(entity === '' ? '_' : entity)}/`

/**
 * What the keys of a date begin with, or of a date and an entity: what a query engine reads as partitions.
 */
export const partitionPrefix = (prefix: string, date?: string, entity?: string): string => {
  if (date === undefined) return prefix
  return entity === undefined ? `${prefix}date=${date}/` : partitionOf(prefix, date, entity)
}

/** Named by what is in it, so that the same batch written twice is one object. */
const objectOf = (partition: string, found: readonly ArchiveEntry[]): ArchiveObject => {
  const byId = new Map(found.map(entry => [entry.id, entry]))
  const entries = [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const digest = hash('sha256', entries.map(({ id }) => id).join('\n'), 'hex').slice(0, 16)
  const first = padSequenceNumber(entries[0]?.sequenceNumber ?? '')
  return { key: `${partition}${first}-${digest}.ndjson.gz`, entries }
}

/** One object per date and entity. */
export const archiveObjects = (
  prefix: string,
  entries: readonly ArchiveEntry[],
): readonly ArchiveObject[] => {
  const byPartition = Map.groupBy(entries, entry => partitionOf(prefix, dayOf(entry), entry.entity))
  return [...byPartition].map(([partition, found]) => objectOf(partition, found))
}

/** gzip, because an archive outlives its tools and every one of them reads it. */
export const bodyOf = ({ entries }: ArchiveObject): Uint8Array =>
  gzipSync(entries.map(entry => `${JSON.stringify(entry)}\n`).join(''))

/** @throws PipelineError `archive.object-damaged` */
export const entriesIn = (key: string, body: Uint8Array): readonly ArchiveEntry[] => {
  try {
    const lines = gunzipSync(body).toString().split('\n')
    return lines.filter(line => line !== '').map(line => JSON.parse(line) as ArchiveEntry)
  } catch (cause) {
    const reason = reasonOf(cause)
    throw raise(archiveFaults, 'archive.object-damaged', { key, reason }, { cause })
  }
}
