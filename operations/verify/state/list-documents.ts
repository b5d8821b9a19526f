import type { RunState } from '../run-state.ts'
import { saveState } from '../run-state.ts'
import { contentHash } from '../spill.ts'
import type { VerifyRun } from '../verify-run.ts'
import { addFound } from './compare-sides.ts'
import type { Sides } from './sides.ts'

const tellEvery = 1_000

/**
 * Lists the documents of every sink. It comes before the tables are read: a document that is listed and that no item
 * wanted afterwards was right once or never, and is looked at again; one that is written meanwhile is not listed, and
 * its item is known from the scan. A listing has no place at which it could go on, so an interrupted one begins anew.
 */
export const listDocuments = async (run: VerifyRun, sides: Sides, state: RunState): Promise<void> => {
  for (const [place, { check }] of run.sinks.entries()) {
    const side = sides.found[place]
    if (check.kind !== 'state' || side === undefined || state.listed.includes(place)) continue
    side.clear()
    let count = 0
    for await (const [id, content] of check.actual()) {
      if (run.signal.aborted) return
      addFound(side, id, contentHash(content))
      count += 1
      if (count % tellEvery === 0)
        run.tell({
          event: 'Progress',
          step: 'documents',
          done: state.documents + count,
          atMs: run.clock.now(),
        })
    }
    state.documents += count
    state.listed.push(place)
    sides.flush()
    await saveState(run.folder, state)
  }
}
