import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memorySearchEngine } from '../adapters/memory/memory-index-admin.ts'
import { systemClock } from '../core/clock.ts'
import { everything } from '../core/filter/words.ts'
import { rebuildIndex } from '../operations/rebuild/rebuild-index.ts'
import { verifyTables } from '../operations/verify/verify-tables.ts'
import { searchIndex } from '../processors/search-index/search-index.ts'
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

/** A new index beside one that is live, filled from the table, compared with it and switched to. */
const rebuilt = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-bench-'))
  const { store, admin } = memorySearchEngine()
  await admin.createIndex({ alias: 'things' })
  const processor = searchIndex({
    filter: everything(),
    store,
    index: 'things',
    document: ({ after }) => {
      const { title, price } = after
      return { title, price }
    },
  })
  const { filled, step, unfilled } = await rebuildIndex({
    alias: 'things',
    subjects: [{ functionName: 'f', processors: [processor], tables: [countedTable(count)] }],
    admin,
    lateness: async () => Promise.resolve({ nowMs: 0, mostMs: 0 }),
    folder,
    run: 'bench',
    settleMs: 0,
    pauseMs: 0,
    clock: systemClock,
    random: () => 0.5,
    signal: new AbortController().signal,
    tell: () => undefined,
  })
  rmSync(folder, { recursive: true, force: true })
  if (step !== 'done' || filled !== count || unfilled > 0)
    throw new Error(`a rebuild ended at ${step} with ${filled} filled`)
}

/** Items per second of the processor, of 100,000 items that are made up: read and parsed, compared, and filled into a new index in memory. */
export const operationRates = async (): Promise<Readonly<Record<string, number>>> => {
  await readOnly()
  const read = await perSecond(readOnly)
  const compared = await perSecond(verified)
  const filled = await perSecond(rebuilt)
  return {
    'items a second only read': read,
    'items a second verified': compared,
    'items a second rebuilt': filled,
    'reading over verifying': Math.round((100 * read) / compared) / 100,
    'reading over rebuilding': Math.round((100 * read) / filled) / 100,
  }
}
