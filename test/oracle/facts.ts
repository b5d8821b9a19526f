import { promisedAudit } from './audit.ts'
import { promisedForgetting } from './cache-keys.ts'
import { promisedDeletions } from './dependents.ts'
import { promisedDocuments } from './documents.ts'
import { promisedMessages } from './messages.ts'
import type { TableItem, StreamWrite } from './write.ts'

/** All that the shop's sinks hold after these writes, and what then has to go from the table, as lines. */
export const promisedFacts = (
  writes: readonly StreamWrite[],
  table: ReadonlyMap<string, TableItem>,
): readonly string[] => [
  ...promisedDocuments(writes),
  ...promisedAudit(writes),
  ...promisedForgetting(writes),
  ...promisedDeletions(writes, table),
  ...promisedMessages(writes, true),
]
