import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

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

/** Opens a file of documents, and makes it what this version needs. */
export const openDocuments = (path: string): DatabaseSync => {
  // SQLite makes files that everybody may read; one that is there keeps its mode, and its journals take it over.
  if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path)
  database.exec(schema)
  addColumns(database)
  return database
}
