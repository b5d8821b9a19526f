import type { DatabaseSync } from 'node:sqlite'
import { resolve } from 'node:path'
import type {
  LookRequest,
  SearchOperation,
  SearchResult,
  SearchStore,
  Seen,
  StoredMark,
} from '../../processors/search-index/search-store.ts'
import { openDocuments } from './open-documents.ts'
import type { SqliteWriter } from './sqlite-writer.ts'
import { sqliteWriter } from './sqlite-writer.ts'

/** A search store on SQLite, with full text search over all texts of a document. */
export interface SqliteSearchStore extends SearchStore {
  /** Ids of live documents that hold these words, best match first. FTS5's query language. */
  readonly search: (index: string, words: string) => Promise<readonly string[]>
  readonly close: () => void
}

const writeAll = (writer: SqliteWriter, operations: readonly SearchOperation[]): readonly SearchResult[] => {
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

const lookInto = (
  database: DatabaseSync,
  { index, ids, withDocument = false }: LookRequest,
): readonly Seen[] => {
  const find = database.prepare(
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

const readMark = (database: DatabaseSync, index: string): StoredMark | undefined => {
  const row = database.prepare('SELECT text, token FROM marks WHERE name = ?').get(index)
  return row && { text: String(row['text']), token: String(row['token']) }
}

const writeMark = (
  database: DatabaseSync,
  index: string,
  { text, token }: { readonly text: string; readonly token: string | undefined },
): boolean => {
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

/**
 * A search store in an SQLite file, opened at first use. Deleted documents leave their version behind for good.
 * Several processes may use the same file; each waits up to 10 s for another's transaction.
 */
export const sqliteSearchStore = (path: string): SqliteSearchStore => {
  let opened: { readonly database: DatabaseSync; readonly writer: SqliteWriter } | undefined
  const use = (): { readonly database: DatabaseSync; readonly writer: SqliteWriter } => {
    if (opened === undefined) {
      const database = openDocuments(path)
      opened = { database, writer: sqliteWriter(database) }
    }
    return opened
  }
  return {
    place: `sqlite:${resolve(path)}`,
    // Not async functions by need: they turn a throw into a rejection, as the port promises.
    write: async operations => Promise.resolve(writeAll(use().writer, operations)),
    look: async request => Promise.resolve(lookInto(use().database, request)),
    prepare: async () => Promise.resolve(),
    readMark: async index => Promise.resolve(readMark(use().database, index)),
    writeMark: async (index, mark) => Promise.resolve(writeMark(use().database, index, mark)),
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
