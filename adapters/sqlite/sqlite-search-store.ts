import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { resolve } from 'node:path'
import { padVersion } from '../../core/version/version-strategy.ts'
import type {
  Conflict,
  Guard,
  LookRequest,
  SearchOperation,
  SearchResult,
  SearchStore,
  Seen,
  StoredMark,
} from '../../processors/search-index/search-store.ts'

/** A search store on SQLite, with full text search over all texts of a document. */
export interface SqliteSearchStore extends SearchStore {
  /** Ids of live documents that hold these words, best match first. FTS5's query language. */
  readonly search: (index: string, words: string) => Promise<readonly string[]>
  readonly close: () => void
}

// Versions exceed 2^53, so they are text, padded to the 19 digits of 2^63 - 1.
const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA busy_timeout = 10000;
  CREATE TABLE IF NOT EXISTS documents (
    name TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, document TEXT,
    PRIMARY KEY (name, id)
  );
  CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, text TEXT NOT NULL, token INTEGER NOT NULL);
  CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5 (name UNINDEXED, id UNINDEXED, body);
`

/** Files of older versions lack these; a document without them says nothing of its writing. */
const laterColumns: Readonly<Record<string, string>> = {
  metadata: 'TEXT',
  token: 'INTEGER NOT NULL DEFAULT 0',
}

const addColumns = (database: DatabaseSync): void => {
  const known = new Set(
    database
      .prepare('PRAGMA table_info(documents)')
      .all()
      .map(column => String(column['name'])),
  )
  for (const [name, type] of Object.entries(laterColumns))
    if (!known.has(name)) database.exec(`ALTER TABLE documents ADD COLUMN ${name} ${type}`)
}

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

interface Writer {
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

const writerOf = (database: DatabaseSync): Writer => {
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

const open = (path: string): DatabaseSync => {
  // SQLite makes files that everybody may read; one that is there keeps its mode, and its journals take it over.
  if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path)
  database.exec(schema)
  addColumns(database)
  return database
}

/**
 * A search store in an SQLite file, opened at first use. Deleted documents leave their version behind for good.
 * Several processes may use the same file; each waits up to 10 s for another's transaction.
 */
export const sqliteSearchStore = (path: string): SqliteSearchStore => {
  let opened: { readonly database: DatabaseSync; readonly writer: Writer } | undefined
  const use = (): { readonly database: DatabaseSync; readonly writer: Writer } => {
    if (opened === undefined) {
      const database = open(path)
      opened = { database, writer: writerOf(database) }
    }
    return opened
  }
  const writeAll = (operations: readonly SearchOperation[]): readonly SearchResult[] => {
    const { writer } = use()
    writer.begin()
    try {
      const results = operations.map(writer.write)
      writer.commit()
      return results
    } catch (error) {
      writer.rollback()
      throw error
    }
  }
  const look = ({ index, ids, withDocument = false }: LookRequest): readonly Seen[] => {
    const find = use().database.prepare(
      'SELECT version, token, metadata, document FROM documents WHERE name = ? AND id = ? AND document IS NOT NULL',
    )
    return ids.map(id => {
      const row = find.get(index, id)
      if (row === undefined) return { found: false }
      const metadata = row['metadata'] === null ? undefined : String(row['metadata'])
      const document = String(row['document'])
      const version = String(BigInt(String(row['version'])))
      return {
        found: true,
        version,
        token: String(row['token']),
        metadata,
        ...(withDocument && { document }),
      }
    })
  }
  const readMark = (index: string): StoredMark | undefined => {
    const row = use().database.prepare('SELECT text, token FROM marks WHERE name = ?').get(index)
    return row && { text: String(row['text']), token: String(row['token']) }
  }
  const writeMark = (index: string, text: string, token: string | undefined): boolean => {
    const { database } = use()
    const { changes } =
      token === undefined
        ? database
            .prepare('INSERT INTO marks (name, text, token) VALUES (?, ?, 1) ON CONFLICT DO NOTHING')
            .run(index, text)
        : database
            .prepare('UPDATE marks SET text = ?, token = token + 1 WHERE name = ? AND token = ?')
            .run(text, index, Number(token))
    return Number(changes) === 1
  }
  return {
    place: `sqlite:${resolve(path)}`,
    // Not async functions by need: they turn a throw into a rejection, as the port promises.
    write: async operations => Promise.resolve(writeAll(operations)),
    look: async request => Promise.resolve(look(request)),
    prepare: async () => Promise.resolve(),
    readMark: async index => Promise.resolve(readMark(index)),
    writeMark: async (index, { text, token }) => Promise.resolve(writeMark(index, text, token)),
    documents: async function* (index) {
      const rows = use()
        .database.prepare(
          'SELECT id, document FROM documents WHERE name = ? AND document IS NOT NULL ORDER BY id',
        )
        .iterate(index)
      for (const row of rows)
        yield await Promise.resolve([String(row['id']), String(row['document'])] as const)
    },
    search: async (index, words) => {
      const rows = use()
        .database.prepare('SELECT id FROM texts WHERE name = ? AND texts MATCH ? ORDER BY rank')
        .all(index, words)
      return Promise.resolve(rows.map(row => String(row['id'])))
    },
    close: () => {
      opened?.database.close()
      opened = undefined
    },
  }
}
