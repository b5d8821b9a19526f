import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

// Versions exceed 2^53, so they are text, padded to the 19 digits of 2^63 - 1.
const schema = `
  PRAGMA busy_timeout = 10000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
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

const missingColumns = (database: DatabaseSync): readonly string[] => {
  const known = new Set(
    database
      .prepare('PRAGMA table_info(documents)')
      .all()
      .map(column => String(column['name'])),
  )
  return Object.keys(laterColumns).filter(name => !known.has(name))
}

/** Under the lock of writers: another process may open the file, and want the same, at the same moment. */
const addColumns = (database: DatabaseSync): void => {
  if (missingColumns(database).length === 0) return
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const name of missingColumns(database))
      database.exec(`ALTER TABLE documents ADD COLUMN ${name} ${laterColumns[name] ?? ''}`)
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

/** Opens a file of documents, and makes it what this version needs. */
export const openDocuments = (path: string): DatabaseSync => {
  // SQLite makes files that everybody may read; one that is there keeps its mode, and its journals take it over.
  if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path)
  database.exec(schema)
  addColumns(database)
  return database
}
