import type { BlobStore } from '../../core/blob/blob-store.ts'
import type { ArchiveEntry } from './archive-entry.ts'
import { entriesIn, partitionPrefix } from './archive-object.ts'

/** Which part of an archive to read. */
export interface ArchivePart {
  /** @defaultValue 'archive/' */
  readonly prefix?: string
  /** Day of removal, `2026-01-31`, in UTC. @defaultValue all */
  readonly date?: string
  /** Only with `date`; `_` for entries without an entity. @defaultValue all */
  readonly entity?: string
}

const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/'))

/**
 * The entries of an archive, each once: a batch that was retried in other company has written some of them twice, in
 * two objects of the same date and entity.
 *
 * @throws PipelineError `archive.object-damaged`
 */
export const readArchive = async function* (
  blobs: BlobStore,
  { prefix = 'archive/', date, entity }: ArchivePart = {},
): AsyncGenerator<ArchiveEntry> {
  let folder = ''
  let seen = new Set<string>()
  for await (const { key } of blobs.list(partitionPrefix(prefix, date, entity))) {
    const body = await blobs.get(key)
    if (body === undefined) continue
    // A removal has one date and one entity, so what was seen elsewhere need not be remembered.
    if (folderOf(key) !== folder) seen = new Set()
    folder = folderOf(key)
    for (const entry of entriesIn(key, body)) {
      if (!seen.has(entry.id)) yield entry
      seen.add(entry.id)
    }
  }
}
