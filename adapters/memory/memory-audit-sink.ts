import type { AuditEntry, AuditSink } from '../../processors/audit-log/audit-sink.ts'

/** An audit in memory: for tests. */
export const memoryAuditSink = (): AuditSink => {
  const entries = new Map<string, AuditEntry>()
  return {
    append: async added =>
      Promise.resolve(
        added.map(entry => {
          if (entries.has(entry.id)) return 'unchanged'
          entries.set(entry.id, entry)
          return 'applied'
        }),
      ),
    entries: async function* () {
      for (const entry of entries.values()) yield await Promise.resolve(entry)
    },
  }
}
