import { mkdirSync } from 'node:fs'
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

/** A fresh folder for a run, named by its time. */
export const newRunFolder = (projectFolder: string, nowMs: number, id: string): string => {
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-')
  const folder = join(projectFolder, '.tailrace', 'runs', `${stamp}-${id.slice(0, 8)}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}
