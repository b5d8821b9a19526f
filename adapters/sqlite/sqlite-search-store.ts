import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type {
  SearchOperation,
  SearchResult,
  SearchStore,
} from '../../processors/search-index/search-store.ts'

/** A search store on SQLite, with full text search over all texts of a document. */
export interface SqliteSearchStore extends SearchStore {
  /** Ids of live documents that hold these words, best match first. FTS5's query language. */
  readonly search: (index: string, words: string) => Promise<readonly string[]>
  readonly close: () => void
}

// Versions exceed 2^53 in principle, so they are text, padded to the 19 digits of 2^63 - 1.
const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA busy_timeout = 10000;
  CREATE TABLE IF NOT EXISTS documents (
    name TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, document TEXT,
    PRIMARY KEY (name, id)
  );
  CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5 (name UNINDEXED, id UNINDEXED, body);
`

const versionDigits = 19

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

const writerOf = (database: DatabaseSync): Writer => {
  const upsert = database.prepare(`
    INSERT INTO documents (name, id, version, document) VALUES (?, ?, ?, ?)
    ON CONFLICT (name, id) DO UPDATE SET version = excluded.version, document = excluded.document
    WHERE excluded.version >= documents.version`)
  const forget = database.prepare('DELETE FROM texts WHERE name = ? AND id = ?')
  const learn = database.prepare('INSERT INTO texts (name, id, body) VALUES (?, ?, ?)')
  return {
    begin: () => database.exec('BEGIN IMMEDIATE'),
    commit: () => database.exec('COMMIT'),
    rollback: () => database.exec('ROLLBACK'),
    write: operation => {
      const { index, id } = operation
      const document = operation.op === 'index' ? operation.document : null
      const { changes } = upsert.run(index, id, operation.version.padStart(versionDigits, '0'), document)
      if (Number(changes) === 0) return 'unchanged'
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
  return {
    // Not an async function by need: it turns a throw into a rejection, as the port promises.
    write: async operations => Promise.resolve(writeAll(operations)),
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
