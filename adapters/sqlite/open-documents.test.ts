import { once } from 'node:events'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as after } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { openDocuments } from './open-documents.ts'

const path = temporaryPaths()
const module = new URL('./open-documents.ts', import.meta.url).href

/** Opens a file in a thread of its own, as another process would. */
const opener = (file: string): Worker =>
  new Worker(
    `const { parentPort, workerData } = require('node:worker_threads')
    import(workerData.module).then(({ openDocuments }) => {
      parentPort.postMessage('opening')
      openDocuments(workerData.file).close()
      parentPort.postMessage('open')
    })`,
    { eval: true, workerData: { module, file } },
  )

it('opens a file that another process makes ready at the same moment', async () => {
  const file = path('documents.db')
  const other = new DatabaseSync(file)
  other.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE documents (name TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, document TEXT, PRIMARY KEY (name, id));
    CREATE TABLE marks (name TEXT PRIMARY KEY, text TEXT NOT NULL, token INTEGER NOT NULL);
    CREATE VIRTUAL TABLE texts USING fts5 (name UNINDEXED, id UNINDEXED, body);
    BEGIN IMMEDIATE;
    ALTER TABLE documents ADD COLUMN metadata TEXT;
    ALTER TABLE documents ADD COLUMN token INTEGER NOT NULL DEFAULT 0;`)
  const worker = opener(file)
  await once(worker, 'message')
  // It can be seen by nothing that it waits for the lock; what has not come to it yet passes either way.
  await after(300)
  const opened = once(worker, 'message')

  other.exec('COMMIT')

  expect(await opened).toEqual(['open'])
  other.close()
})

it('makes a file of an older version what this one needs, once', () => {
  const file = path('older.db')
  const older = new DatabaseSync(file)
  older.exec(
    'CREATE TABLE documents (name TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, document TEXT, PRIMARY KEY (name, id))',
  )
  older.close()

  openDocuments(file).close()
  const database = openDocuments(file)
  const columns = database.prepare('PRAGMA table_info(documents)').all()
  database.close()

  expect(columns.map(({ name }) => name)).toEqual(['name', 'id', 'version', 'document', 'metadata', 'token'])
})
