// Compares generated items with a generated index and says how much memory it took: `node --max-old-space-size=384
// scripts/verify-million.ts [ITEMS]`. The doubles hold nothing, so what is measured is the comparison.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../core/clock.ts'
import { verifyTables } from '../operations/verify/verify-tables.ts'
import { countedIndex, countedTable, itemKeyAt } from '../test/support/verify-thousands.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const folder = mkdtempSync(join(tmpdir(), 'tailrace-verify-'))
const startedAtMs = systemClock.now()
try {
  const { items, documents, missing, stale, ghosts } = await verifyTables({
    subjects: [
      {
        functionName: 'f',
        processors: [countedIndex(count, new Map([[itemKeyAt(count >> 1), undefined]]))],
        tables: [countedTable(count)],
      },
    ],
    scope: { type: 'full' },
    folder,
    pauseMs: 0,
    clock: systemClock,
    random: Math.random,
    signal: new AbortController().signal,
    tell: () => undefined,
  })
  const seconds = Math.round((systemClock.now() - startedAtMs) / 1_000)
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1_024)
  process.stdout.write(
    `${items} items, ${documents} documents: ${missing} missing, ${stale} stale, ${ghosts} ghosts; ${seconds} s, ${peakMb} MB at most\n`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
