import type { AuditEntry, AuditSink } from '../../processors/audit-log/audit-sink.ts'
import { appendTexts, followLines, readLines } from './ndjson-file.ts'

async function* entriesIn(path: string): AsyncGenerator<AuditEntry> {
  for await (const line of readLines(path)) yield line as AuditEntry
}

/**
 * An audit as an append-only file of lines. Several processes may write it: each looks for ids that others added
 * before it appends. Only two that append the same id at the same moment could both find it missing.
 */
export const fileAuditSink = (path: string): AuditSink => {
  const known = new Set<string>()
  const follow = followLines(path)
  let lastAppend: Promise<unknown> = Promise.resolve()
  const append: AuditSink['append'] = async added => {
    for (const entry of await follow()) known.add((entry as AuditEntry).id)
    const fresh = new Map(added.filter(({ id }) => !known.has(id)).map(({ id, text }) => [id, text]))
    await appendTexts(path, [...fresh.values()])
    for (const id of fresh.keys()) known.add(id)
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
