import type { AuditSink } from '../../processors/audit-log/audit-sink.ts'
import { s3FolderAt } from './s3-folder-at.ts'
import { openBefore, openOnDemand } from './scheme.ts'

/** The audit at a URL: `file:PATH`, `s3://BUCKET/PREFIX` or `memory:`. */
export const auditSink = (url: string | undefined): AuditSink => {
  const open = openOnDemand<AuditSink>('audit', url, {
    file: async path => (await import('../file/file-audit-sink.ts')).fileAuditSink(path),
    s3: async place => (await import('../s3/s3-audit-sink.ts')).s3AuditSink(await s3FolderAt(place)),
    memory: async () => (await import('../memory/memory-audit-sink.ts')).memoryAuditSink(),
  })
  return {
    open: openBefore(open),
    append: async (lines, signal) => (await open()).append(lines, signal),
    entries: async function* () {
      yield* (await open()).entries()
    },
  }
}
