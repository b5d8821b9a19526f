import { mapConcurrently } from '../concurrency/map-concurrently.ts'
import type { AnyChange } from '../change/change.ts'
import { isError } from '../errors/thrown.ts'
import type { GroupResult } from '../processor/processor.ts'
import type { Delivery } from './delivery.ts'
import type { DispatchRun } from './dispatch-run.ts'
import type { PreparedGroup } from './prepared-group.ts'
import { groupOf } from './prepared-group.ts'
import { claimDelivery, endAll, isWithoutEffect } from './settle-strict.ts'

/** Claims that are taken at once. */
const claimsAtOnce = 25

/** In order, up to the first change that has to wait: what is behind it waits too. */
const claimGroup = async (prepared: PreparedGroup, run: DispatchRun): Promise<PreparedGroup | undefined> => {
  const { members, group, fault } = prepared
  const claimed: Delivery[] = []
  const changes: AnyChange[] = []
  for (const [index, delivery] of members.entries()) {
    const answer = await claimDelivery(delivery, run)
    const change = group.changes[index]
    if (answer === 'claimed' && change !== undefined) {
      claimed.push(delivery)
      changes.push(change)
    } else if (answer === 'blocked') {
      if (!run.isOver()) for (const behind of members.slice(index + 1)) behind.holdBack()
      break
    }
  }
  return claimed.length === members.length ? prepared : groupOf(claimed, changes, fault)
}

/** Those of the groups, and of their changes, whose effects are claimed now; the others are settled. */
export const claimGroups = async (
  groups: readonly PreparedGroup[],
  run: DispatchRun,
): Promise<readonly PreparedGroup[]> => {
  const claimed = (await mapConcurrently(groups, claimsAtOnce, async each => claimGroup(each, run))).filter(
    group => group !== undefined,
  )
  if (!run.isOver()) return claimed
  await endAll(
    claimed.flatMap(({ members }) => members),
    'released',
    run,
  )
  return []
}

/** What came after the deadline no longer counts, but what is known of the effects is said to whoever finds them. */
export const endLate = async (
  groups: readonly PreparedGroup[],
  results: readonly GroupResult[] | undefined,
  run: DispatchRun,
): Promise<void> => {
  const isAnswered = results === undefined || results.length === groups.length
  await Promise.all(
    groups.map(async ({ members }, index) => {
      const result: unknown = results?.[index] ?? 'applied'
      if (!isAnswered) await endAll(members, 'doubted', run)
      else if (isError(result))
        await endAll(members, isWithoutEffect(result) ? 'released' : 'doubted', run, result)
      else await endAll(members, result === 'applied' || result === 'unchanged' ? 'done' : 'doubted', run)
    }),
  )
}
