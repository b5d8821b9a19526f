import type { LedgerEntry, LedgerEntries } from '../../core/ledger/ledger-entry.ts'
import { recordId, writeEntries } from '../../core/ledger/ledger.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import type { Results } from './deliver-targets.ts'
import { eachOf } from './each-of.ts'
import { isHome } from './settle.ts'
import type { Group, Held, Target } from './targets.ts'
import { placeOf } from './targets.ts'

const applied: LedgerEntry = { done: 'applied', attempts: 0, retryAlone: false }

/** What has come home of an object's records: as the parked change that it is, or as part of its batch. */
const factsOf = ({ object }: Held, targets: ReadonlyMap<string, Target>, results: Results): LedgerEntries => {
  const facts = new Map<string, { id: ReturnType<typeof recordId>; byProcessor: Map<string, LedgerEntry> }>()
  for (const { name, view } of object.records) {
    const home = [...(targets.get(name)?.wants ?? [])].filter(
      ([processor, { isParked, done }]) =>
        isParked === (object.processor === processor) &&
        done === undefined &&
        isHome(results.get(placeOf(name, processor))),
    )
    if (home.length === 0) continue
    facts.set(name, {
      id: recordId(view),
      byProcessor: new Map(home.map(([processor]) => [processor, applied])),
    })
  }
  return facts
}

/** Remembers what has come home under each object's own range, which stays the same whoever redrives it next. */
export const remember = async (
  group: Group,
  targets: readonly Target[],
  results: Results,
  ledger: LedgerStore,
  expiresAtMs: number,
): Promise<void> => {
  const byName = new Map(targets.map(target => [target.name, target]))
  await eachOf(group.held, async held => {
    const facts = factsOf(held, byName, results)
    if (facts.size === 0) return
    const scope = held.object.processor === undefined ? group.scope : group.redriveScope
    const { first, last } = held.found
    await writeEntries(ledger, scope, facts, { lowest: first, first, last, expiresAtMs })
  })
}
