import type { AuditEntry, AuditSink } from '../../processors/audit-log/audit-sink.ts'
import { appendLines, readLines } from './ndjson-file.ts'

async function* entriesIn(path: string): AsyncGenerator<AuditEntry> {
  for await (const line of readLines(path)) yield line as AuditEntry
}

/**
 * An audit as an append-only file of lines. Ids that are in the file are read once, when it is first written to;
 * so one process writes a file at a time, while any number may read it.
 */
export const fileAuditSink = (path: string): AuditSink => {
  let known: Promise<Set<string>> | undefined
  const knownIds = async (): Promise<Set<string>> => {
    known ??= (async () => {
      const ids = new Set<string>()
      for await (const { id } of entriesIn(path)) ids.add(id)
      return ids
    })()
    return known
  }
  let lastAppend: Promise<unknown> = Promise.resolve()
  const append: AuditSink['append'] = async added => {
    const ids = await knownIds()
    const fresh = new Map(added.filter(({ id }) => !ids.has(id)).map(entry => [entry.id, entry]))
    await appendLines(path, [...fresh.values()])
    for (const id of fresh.keys()) ids.add(id)
    const first = new Set(fresh.keys())
    return added.map(({ id }) => (first.delete(id) ? 'applied' : 'unchanged'))
  }
  return {
    // One after the other, or two calls at once could both find an id missing.
    append: async (added, signal) => {
      const mine = lastAppend.then(async () => append(added, signal))
      lastAppend = mine.catch(() => undefined)
      return mine
    },
    entries: () => entriesIn(path),
  }
}
