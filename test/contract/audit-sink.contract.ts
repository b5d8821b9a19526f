import { describe, expect, it } from 'vitest'
import type { AuditSink } from '../../processors/audit-log/audit-sink.ts'
import { auditEntryOf, auditLineOf } from '../support/audit-lines.ts'

const idsOf = async (sink: AuditSink): Promise<readonly string[]> => {
  const ids: string[] = []
  for await (const { id } of sink.entries()) ids.push(id)
  return ids.toSorted()
}

/**
 * What every audit sink has to do. `make` gives an empty one. A sink whose objects hold whole batches knows a batch
 * again, but an entry among other neighbours only on reading.
 */
export const auditSinkContract = (
  name: string,
  make: () => AuditSink | Promise<AuditSink>,
  knows: 'entries' | 'batches' = 'entries',
): void => {
  describe(`${name} as an audit sink`, () => {
    it('keeps entries whole', async () => {
      const sink = await make()
      await sink.append([auditLineOf('1')])

      for await (const kept of sink.entries()) expect(kept).toEqual(auditEntryOf('1'))
    })

    it('holds an entry once, and says so', async () => {
      const sink = await make()

      expect(await sink.append([auditLineOf('1'), auditLineOf('2'), auditLineOf('1')])).toEqual([
        'applied',
        'applied',
        'unchanged',
      ])
      const other = knows === 'entries' ? 'unchanged' : 'applied'
      expect(await sink.append([auditLineOf('2'), auditLineOf('3')])).toEqual([other, 'applied'])
      expect(await sink.append([auditLineOf('3'), auditLineOf('2')])).toEqual(['unchanged', 'unchanged'])
      expect(await idsOf(sink)).toEqual(['1', '2', '3'])
    })

    it('holds an entry once when two append it at the same time', async () => {
      const sink = await make()

      const results = await Promise.all([sink.append([auditLineOf('1')]), sink.append([auditLineOf('1')])])

      expect(results.flat().toSorted()).toEqual(['applied', 'unchanged'])
      expect(await idsOf(sink)).toEqual(['1'])
    })

    it('is empty at first', async () => {
      expect(await idsOf(await make())).toEqual([])
    })
  })
}
