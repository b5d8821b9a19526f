import { join } from 'node:path'

/** The embedded target: every sink is a file in the run's folder, or memory. */
export const embeddedEnv = (runFolder: string): Readonly<Record<string, string>> => ({
  SEARCH_URL: `sqlite:${join(runFolder, 'search.db')}`,
  CACHE_URL: 'memory:',
  AUDIT_URL: `file:${join(runFolder, 'audit.ndjson')}`,
  NOTIFY_URL: `file:${join(runFolder, 'notifications.ndjson')}`,
  BLOB_URL: `file:${join(runFolder, 'blobs')}`,
  PARK_URL: `file:${join(runFolder, 'parked')}`,
  LEDGER_URL: `file:${join(runFolder, 'ledger.ndjson')}`,
  STAGE: 'dev',
})
