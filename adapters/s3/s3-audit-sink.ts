import { hash } from 'node:crypto'
import { asError } from '../../core/errors/thrown.ts'
import type { AuditEntry, AuditLine, AuditResult, AuditSink } from '../../processors/audit-log/audit-sink.ts'
import type { S3Folder } from './s3-folder.ts'

const contentType = 'application/x-ndjson'

/** The same for the same entry, so that whatever repeats it lies in the same partition. */
const partitionOf = ({ when }: AuditLine): string => `date=${when.slice(0, 10)}/hour=${when.slice(11, 13)}/`

/** The same for the same entries: a batch that is written again is the same object. */
const objectKey = (partition: string, lines: readonly AuditLine[]): string => {
  const ids = lines.map(({ id }) => id).toSorted()
  return `${partition}${ids[0] ?? ''}-${hash('sha256', ids.join('\n'), 'hex').slice(0, 16)}.ndjson`
}

/**
 * An audit in S3: each call becomes one NDJSON object per hour of its entries, never overwritten, so the bucket may
 * have an object lock. A retry may bring other neighbours along, and then an entry is in two objects; both are in
 * the same partition, and {@link AuditSink.entries} gives it once. Other readers do the same by `id`.
 */
export const s3AuditSink = (folder: S3Folder): AuditSink => {
  const write = async (
    partition: string,
    lines: readonly AuditLine[],
    signal: AbortSignal | undefined,
  ): Promise<AuditResult> => {
    const body = lines.map(({ text }) => `${text}\n`).join('')
    try {
      return await folder.put(objectKey(partition, lines), body, { contentType, ifAbsent: true, signal })
    } catch (error) {
      return asError(error)
    }
  }
  return {
    append: async (added, signal) => {
      const fresh = new Map(added.map(line => [line.id, line]))
      const parts = Map.groupBy(fresh.values(), partitionOf)
      const written = [...parts].map(async ([partition, lines]) => {
        const result = await write(partition, lines, signal)
        return lines.map(({ id }) => [id, result] as const)
      })
      const results = new Map((await Promise.all(written)).flat())
      return added.map(({ id }) => {
        const result = results.get(id) ?? 'unchanged'
        // A second one of the same id is there as soon as the first is; where that failed, both did.
        if (!(result instanceof Error)) results.delete(id)
        return result
      })
    },
    entries: () => entriesIn(folder),
  }
}

async function* entriesIn(folder: S3Folder): AsyncGenerator<AuditEntry> {
  let partition = ''
  let seen = new Set<string>()
  for await (const key of folder.keys('date=')) {
    const current = key.slice(0, key.lastIndexOf('/'))
    // Keys come in order, so a partition that was left does not come again.
    if (current !== partition) seen = new Set()
    partition = current
    for (const line of (await folder.get(key)).split('\n')) {
      if (line === '') continue
      const entry = JSON.parse(line) as AuditEntry
      if (seen.has(entry.id)) continue
      seen.add(entry.id)
      yield entry
    }
  }
}
