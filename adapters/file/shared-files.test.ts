import { describe, expect, it } from 'vitest'
import { auditLineOf } from '../../testing/contracts/audit-sink.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { fileAuditSink } from './file-audit-sink.ts'
import { fileLedgerStore } from './file-ledger-store.ts'

const path = temporaryPaths()

describe('a file that several processes use', () => {
  it('shows a ledger what another added after it was first asked', async () => {
    const file = path('ledger.ndjson')
    const mine = fileLedgerStore(file)
    const other = fileLedgerStore(file)
    const entry = { partition: 'p', sortKeys: ['1'], expiresAtMs: 0 }
    await mine.query('p', '0', '9')
    await other.add({ ...entry, facts: 'first' })
    await mine.query('p', '0', '9')
    await other.add({ ...entry, facts: 'second' })

    const found = await mine.query('p', '0', '9')

    expect(found).toEqual(['first', 'second'])
  })

  it('keeps an audit from repeating an entry that another wrote', async () => {
    const file = path('audit.ndjson')
    const mine = fileAuditSink(file)
    const other = fileAuditSink(file)
    await mine.append([auditLineOf('1')])
    await other.append([auditLineOf('2')])

    const results = await mine.append([auditLineOf('2'), auditLineOf('3')])

    expect(results).toEqual(['unchanged', 'applied'])
    const ids: string[] = []
    for await (const { id } of mine.entries()) ids.push(id)
    expect(ids).toEqual(['1', '2', '3'])
  })
})
