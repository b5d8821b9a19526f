import type { Clock } from '../../core/clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { ChosenIndex } from './choose-index.ts'
import { rebuildFaults } from './faults.ts'
import type { RebuildEvent } from './rebuild-event.ts'

interface Abandoning extends ChosenIndex {
  readonly isDryRun: boolean
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly tell: (event: RebuildEvent) => void
}

/**
 * Gives up a run: the mark names no other index any more, and the one that was being filled is deleted, unless the
 * alias points to it already. Only an index that a rebuild has made is deleted.
 *
 * @throws PipelineError `rebuild.nothing-to-adopt`
 */
export const abandonRebuild = async (options: Abandoning): Promise<void> => {
  const { index: alias, subjects, admin, isDryRun, signal, tell } = options
  const checks = subjects.flatMap(({ processors }) =>
    processors.flatMap(({ check }) => (check?.kind === 'state' ? [check] : [])),
  )
  const filling = await checks[0]?.filledIndex?.(signal)
  if (filling === undefined) throw raise(rebuildFaults, 'rebuild.nothing-to-adopt', { index: alias })
  const { live } = await admin.describeAlias(alias)
  const isOwn = ((await admin.runOf(filling)) ?? '') !== ''
  const isDropped = isOwn && !live.includes(filling)
  if (!isDryRun) {
    for (const check of checks) await (await check.inNewIndex?.(filling))?.withdraw(options)
    if (isDropped) await admin.dropIndex(filling)
  }
  tell({ event: 'FillingGivenUp', alias, index: filling, isDryRun, isDropped })
}
