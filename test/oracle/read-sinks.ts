import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { auditFact } from './audit.ts'
import { messageFact } from './messages.ts'
import { sortedJson } from './write.ts'

const linesIn = (file: string): readonly string[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(line => line !== '')
    : []

const documentLines = (row: Readonly<Record<string, unknown>>): readonly string[] => {
  const { name, id, version, document, metadata } = row as Readonly<Record<string, string | null>>
  const place = `${name} ${id}`
  const number = String(BigInt(version ?? ''))
  if (document === null) return [`deleted ${place} ${number}`]
  const said = metadata === null ? '{}' : sortedJson(JSON.parse(metadata ?? '{}'))
  return [`document ${place} ${number} ${document}`, `metadata ${place} ${said}`]
}

/** What `tailrace dev` left in the files of its run: documents, and what the store remembers of deleted ones. */
export const documentsIn = (runFolder: string): readonly string[] => {
  const file = join(runFolder, 'search.db')
  if (!existsSync(file)) return []
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database
      .prepare('SELECT name, id, version, document, metadata FROM documents ORDER BY name, id')
      .all()
      .flatMap(documentLines)
  } finally {
    database.close()
  }
}

/** The lines of its audit, in the order in which they were written. */
export const auditIn = (runFolder: string): readonly string[] =>
  linesIn(join(runFolder, 'audit.ndjson')).map(line =>
    auditFact(JSON.parse(line) as Readonly<Record<string, unknown>>),
  )

/** The messages that it would have sent, in the order in which they were written. */
export const messagesIn = (runFolder: string): readonly string[] =>
  linesIn(join(runFolder, 'notifications.ndjson')).map(line =>
    messageFact(JSON.parse(line) as Parameters<typeof messageFact>[0]),
  )
