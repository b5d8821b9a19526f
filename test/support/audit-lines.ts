import type { AuditEntry, AuditLine } from '../../processors/audit-log/audit-sink.ts'
import { auditLine } from '../../processors/audit-log/audit-sink.ts'

/** An entry of an audit; what it says is the same for all, its id apart. */
const auditEntryOf = (id: string, when = '2026-01-01T00:00:00.000Z'): AuditEntry => ({
  id,
  who: { origin: 'user' },
  what: { eventName: 'INSERT', entity: 'Thing', key: 'a', keys: { PK: { S: 'a' } } },
  when,
  streamArn: 'arn',
  sequenceNumber: id,
  diff: [{ op: 'add', path: ['n'], to: { N: '12345678901234567890123456789012345678' } }],
})

export const auditLineOf = (id: string, when?: string): AuditLine => auditLine(auditEntryOf(id, when))
