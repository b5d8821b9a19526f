import { randomUUID } from 'node:crypto'
import type { VersionCounters } from '../../core/version/version-counters.ts'
import { openOnDemand } from './scheme.ts'

/**
 * Counters for `ledgerVersion` at a URL: `dynamodb://TABLE`, which may be the resume ledger's table, `memory:`, or
 * `file:PATH`, a file of its own. They are needed as long as the index is.
 */
export const versionCounters = (url: string | undefined): VersionCounters => {
  const open = openOnDemand<VersionCounters>('version counters', url, {
    file: async path =>
      (await import('../file/file-version-counters.ts')).fileVersionCounters({ path, newId: randomUUID }),
    dynamodb: async place => (await import('../dynamodb/open-ledger-store.ts')).openVersionCounters(place),
    memory: async () => (await import('../memory/memory-version-counters.ts')).memoryVersionCounters(),
  })
  return { take: async (requests, signal) => (await open()).take(requests, signal) }
}
