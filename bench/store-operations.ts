import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../core/clock.ts'
import { verifyTables } from '../operations/verify/verify-tables.ts'
import { countedIndex, countedTable } from '../test/support/verify-thousands.ts'

const count = 100_000

const perSecond = async (work: () => Promise<void>): Promise<number> => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return Math.round((count * 1_000_000) / (user + system))
}

const readOnly = async (): Promise<void> => {
  const table = countedTable(count)
  const { signal } = new AbortController()
  let cursor: string | undefined
  do {
    const part = { segment: 0, segments: 1, ...(cursor !== undefined && { cursor }) }
    const page = await table.page(part, signal)
    // What a scan's answer costs before anything is done with it.
    JSON.parse(JSON.stringify(page.items))
    ;({ cursor } = page)
  } while (cursor !== undefined)
}

const verified = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-bench-'))
  const summary = await verifyTables({
    subjects: [{ functionName: 'f', processors: [countedIndex(count)], tables: [countedTable(count)] }],
    scope: { type: 'full' },
    folder,
    clock: systemClock,
    random: () => 0.5,
    signal: new AbortController().signal,
    tell: () => undefined,
  })
  rmSync(folder, { recursive: true, force: true })
  if (summary.missing + summary.stale + summary.ghosts > 0)
    throw new Error('a difference where there is none')
}

/** Items per second of the processor, of 100,000 items that are made up: one read and parsed, one compared as well. */
export const operationRates = async (): Promise<Readonly<Record<string, number>>> => {
  await readOnly()
  const read = await perSecond(readOnly)
  const compared = await perSecond(verified)
  return {
    'items a second only read': read,
    'items a second verified': compared,
    'reading over verifying': Math.round((100 * read) / compared) / 100,
  }
}
