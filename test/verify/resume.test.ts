import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TableReader } from '../../operations/verify/table-reader.ts'
import type { VerifyEvent, VerifySummary } from '../../operations/verify/verify-event.ts'
import { verifyTables } from '../../operations/verify/verify-tables.ts'
import { hastyClock } from '../support/hasty-clock.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { toldDifferences } from '../support/verify-world.ts'
import { countedIndex, countedTable, itemKeyAt } from '../support/verify-thousands.ts'

const path = temporaryPaths()
const count = 60
const damaged = () => countedIndex(count, new Map([[itemKeyAt(17), undefined]]))

/** A table that ends the run, by an interrupt or by breaking, when so many pages were read. */
const endingTable = (pages: number, end: () => void): TableReader => {
  const inner = countedTable(count)
  let read = 0
  return {
    ...inner,
    page: async (request, signal) => {
      read += 1
      if (read > pages) end()
      return inner.page({ ...request, limit: 5 }, signal)
    },
  }
}

const run = async (
  table: TableReader,
  folder: string,
  signal = new AbortController().signal,
): Promise<{ readonly summary: VerifySummary; readonly events: readonly VerifyEvent[] }> => {
  const events: VerifyEvent[] = []
  const summary = await verifyTables({
    subjects: [{ functionName: 'f', processors: [damaged()], tables: [table] }],
    scope: { type: 'full' },
    folder,
    segments: 3,
    clock: hastyClock(),
    random: () => 0.5,
    signal,
    tell: event => events.push(event),
  })
  return { summary, events }
}

describe('a run that did not come to its end', () => {
  it('goes on where it was interrupted, and finds what an undisturbed one finds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 11 }), async pages => {
        const folder = path()
        const controller = new AbortController()
        const first = endingTable(pages, () => {
          controller.abort()
        })
        const { summary } = await run(first, folder, controller.signal)
        expect(summary.interrupted).toBe(true)

        const { summary: whole, events } = await run(countedTable(count), folder)

        expect(toldDifferences(events)).toEqual([`missing ${itemKeyAt(17)}`])
        expect(whole).toMatchObject({ items: count, interrupted: false })
      }),
      { numRuns: 8 },
    )
  })

  it('goes on after it broke, with half a line at the end of every file', async () => {
    const folder = path()
    const broken = endingTable(4, () => {
      throw new Error('the table does not answer')
    })
    await expect(run(broken, folder)).rejects.toThrow('the table does not answer')
    for (const name of readdirSync(folder).filter(each => each.startsWith('wanted.')))
      appendFileSync(join(folder, name), '\n["item-00')

    const { events } = await run(countedTable(count), folder)

    expect(toldDifferences(events)).toEqual([`missing ${itemKeyAt(17)}`])
  })

  it('is not gone on with by a run over something else', async () => {
    const folder = path()
    const controller = new AbortController()
    await run(
      endingTable(2, () => {
        controller.abort()
      }),
      folder,
      controller.signal,
    )

    await expect(run({ ...countedTable(count), tableName: 'other' }, folder)).rejects.toMatchObject({
      code: 'verify.resume-other',
    })
  })
})
