import type { DatabaseSync } from 'node:sqlite'
import { padVersion } from '../../core/version/version-strategy.ts'
import type {
  Conflict,
  Guard,
  SearchOperation,
  SearchResult,
} from '../../processors/search-index/search-store.ts'

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Writes in a transaction. */
export interface SqliteWriter {
  readonly begin: () => void
  readonly write: (operation: SearchOperation) => SearchResult
  readonly commit: () => void
  readonly rollback: () => void
}

interface Row {
  readonly version: string
  readonly token: number
  readonly document: string | null
}

/** The version that a write leaves; a conflict where its guard does not hold. */
const versionAfter = (guard: Guard, row: Row | undefined): string | Conflict => {
  const conflict = { conflict: true as const, ...(row && { version: String(BigInt(row.version)) }) }
  if (guard.by === 'seen' || guard.by === 'absent') {
    const isThere = row !== undefined && row.document !== null
    const holds = guard.by === 'absent' ? !isThere : isThere && String(row.token) === guard.token
    return holds ? padVersion(String(BigInt(row?.version ?? '0') + 1n)) : conflict
  }
  const version = padVersion(guard.version)
  if (row === undefined || version > row.version) return version
  return guard.by === 'newer-or-equal' && version === row.version ? version : conflict
}

/** The statements of a database, prepared once. */
export const sqliteWriter = (database: DatabaseSync): SqliteWriter => {
  const find = database.prepare('SELECT version, token, document FROM documents WHERE name = ? AND id = ?')
  const upsert = database.prepare(`
    INSERT INTO documents (name, id, version, document, metadata, token) VALUES (?, ?, ?, ?, ?, 1)
    ON CONFLICT (name, id) DO UPDATE SET version = excluded.version, document = excluded.document,
      metadata = excluded.metadata, token = documents.token + 1`)
  const forget = database.prepare('DELETE FROM texts WHERE name = ? AND id = ?')
  const learn = database.prepare('INSERT INTO texts (name, id, body) VALUES (?, ?, ?)')
  return {
    begin: () => database.exec('BEGIN IMMEDIATE'),
    commit: () => database.exec('COMMIT'),
    rollback: () => database.exec('ROLLBACK'),
    write: operation => {
      const { index, id, guard } = operation
      const version = versionAfter(guard, find.get(index, id) as Row | undefined)
      if (typeof version !== 'string') return version
      const document = operation.op === 'index' ? operation.document : null
      const metadata = operation.op === 'index' ? operation.metadata : null
      upsert.run(index, id, version, document, metadata)
      forget.run(index, id)
      if (document !== null) learn.run(index, id, textsIn(JSON.parse(document)).join('\n'))
      return 'applied'
    },
  }
}
