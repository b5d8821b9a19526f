import type { AuditEntry, AuditSink } from '../../processors/audit-log/audit-sink.ts'

/** An audit in memory: for tests. */
export const memoryAuditSink = (): AuditSink => {
  const texts = new Map<string, string>()
  return {
    append: async added =>
      Promise.resolve(
        added.map(({ id, text }) => {
          if (texts.has(id)) return 'unchanged'
          texts.set(id, text)
          return 'applied'
        }),
      ),
    entries: async function* () {
      for (const text of texts.values()) yield await Promise.resolve(JSON.parse(text) as AuditEntry)
    },
  }
}
