import type { ChosenIndex } from './choose-index.ts'
import type { RebuildEvent } from './rebuild-event.ts'

interface Dropping extends ChosenIndex {
  readonly isDryRun: boolean
  readonly signal: AbortSignal
  readonly tell: (event: RebuildEvent) => void
}

/**
 * Deletes the indexes `ALIAS-NNN` that are older than the one that the alias points to: those that no alias points to,
 * and that nobody is filling.
 */
export const dropOldIndexes = async (options: Dropping): Promise<void> => {
  const { index: alias, subjects, admin, isDryRun, signal, tell } = options
  const check = subjects[0]?.processors[0]?.check
  const filling = check?.kind === 'state' ? await check.filledIndex?.(signal) : undefined
  const { live, numbered } = await admin.describeAlias(alias)
  const [current] = live
  const place = numbered.findIndex(({ index }) => index === current)
  let dropped = 0
  for (const { index, aliases } of numbered.slice(0, Math.max(0, place))) {
    if (aliases.length > 0 || index === filling) continue
    if (!isDryRun) await admin.dropIndex(index)
    dropped += 1
    tell({ event: 'IndexDropped', index, isDryRun })
  }
  if (dropped === 0) tell({ event: 'NothingToDrop', alias })
}
