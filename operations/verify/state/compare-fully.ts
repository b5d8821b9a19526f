import type { RunState } from '../run-state.ts'
import type { ValueFile } from '../value-file.ts'
import { valueFile } from '../value-file.ts'
import type { VerifyRun } from '../verify-run.ts'
import { compareSides } from './compare-sides.ts'
import { listDocuments } from './list-documents.ts'
import { scanTables } from './scan-tables.ts'
import { openSides } from './sides.ts'
import type { Suspect } from './suspect.ts'

/** Lists the documents, reads the tables, and gives what differs at this first look. */
export const compareFully = async (run: VerifyRun, state: RunState): Promise<ValueFile<Suspect>> => {
  const sides = openSides(run)
  const suspects = valueFile<Suspect>(run.folder, 'suspects.1')
  await suspects.clear()
  await listDocuments(run, sides, state)
  if (!run.signal.aborted) await scanTables(run, sides, state)
  run.tally.items = state.items
  run.tally.documents += state.documents
  if (run.signal.aborted) return suspects
  for (const [sink, wanted] of sides.wanted.entries()) {
    const found = sides.found[sink]
    if (found === undefined) continue
    for (const { id, problem, claim, found: hash } of compareSides(wanted, found))
      await suspects.add({
        sink,
        id,
        problem,
        stood: 1,
        ...(claim && { item: { table: claim.table, keys: claim.keys }, wanted: claim.hash }),
        ...(hash !== undefined && { found: hash }),
      })
  }
  return suspects
}
