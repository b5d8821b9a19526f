import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import { claimPlace } from '../../core/ledger/claim-effect.ts'
import type { ClaimStore } from '../../core/ledger/claim-store.ts'
import type { Doubt } from '../../core/ledger/effect-claim.ts'
import { claimTextOf, standingOfClaim } from '../../core/ledger/effect-claim.ts'
import { recordId } from '../../core/ledger/ledger.ts'
import type { RecordView } from '../../core/record/record-view.ts'
import type { DoubtedEffect } from './doubted-effect.ts'
import type { FoundObject } from './objects/found-object.ts'
import type { ObjectGroup, PlannedDelivery, RedrivePlan } from './plan.ts'
import type { RedriveRun } from './redrive-run.ts'

/** Claims that are read or written at once. */
const claimsAtOnce = 16

const placeOf = ({ scope }: ObjectGroup, processor: string, view: RecordView): string =>
  claimPlace(scope, processor, recordId(view))

/** What an object itself says of it, for a claim that was forgotten. */
const saidDoubt = (delivery: PlannedDelivery, { loaded }: ObjectGroup): Doubt | undefined => {
  for (const { found, object } of loaded)
    if (object.inDoubt !== undefined && delivery.objects.includes(found)) return object.inDoubt
  return undefined
}

const forgotten: Doubt = {
  claimedAtMs: undefined,
  why: 'the change is older than claims are kept, so that there is none says nothing',
}

/** A record that does not say when it was written may be of any age. */
const isForgotten = ({ createdAtMs }: RecordView, { clock, ledgerLifeMs }: RedriveRun): boolean =>
  createdAtMs <= 0 || clock.now() - createdAtMs >= ledgerLifeMs

const doubtOf = async (
  store: ClaimStore,
  group: ObjectGroup,
  [processor, delivery]: readonly [string, PlannedDelivery],
  view: RecordView,
  run: RedriveRun,
): Promise<DoubtedEffect | undefined> => {
  const place = placeOf(group, processor, view)
  const found = await store.read(place)
  const standing = standingOfClaim(found, run.clock.now())
  // The claim holds a code; what was parked says all that was known.
  const said = saidDoubt(delivery, group)
  if (standing.type === 'in-doubt') return { ...standing.doubt, ...(said && { why: said.why }), place, found }
  if (found !== undefined) return undefined
  // A parked change whose claim is gone was parked without one: only what it says of itself is a doubt.
  const doubt = said ?? (!delivery.isParked && isForgotten(view, run) ? forgotten : undefined)
  return doubt && { ...doubt, place, found }
}

/** A plan in which what is in doubt is said to be: of its strict processors, what is still open. */
export const withDoubts = async (plan: RedrivePlan, run: RedriveRun): Promise<RedrivePlan> => {
  const { claims } = run
  const strict = new Set(
    plan.registry.processors.filter(each => each.strict === true).map(({ name }) => name),
  )
  if (claims === undefined || strict.size === 0) return plan
  const records = await mapConcurrently(plan.records, claimsAtOnce, async record => {
    const deliveries = new Map(record.deliveries)
    for (const [processor, delivery] of record.deliveries) {
      if (!strict.has(processor) || delivery.done !== undefined) continue
      const doubt = await doubtOf(claims, plan, [processor, delivery], record.view, run)
      if (doubt !== undefined) deliveries.set(processor, { ...delivery, doubt })
    }
    return { ...record, deliveries }
  })
  return { ...plan, records }
}

/** Takes objects with something in doubt, the oldest, until there are as many as were asked for. */
export const admitDoubts = (plan: RedrivePlan, run: RedriveRun): void => {
  const { resolving, limit = Infinity, resolve, processor: only } = run
  if (resolve === undefined) return
  const inDoubt = new Set<FoundObject>()
  for (const { deliveries } of plan.records)
    for (const [processor, { doubt, objects }] of deliveries)
      if (doubt !== undefined && (only === undefined || only === processor))
        for (const object of objects) inDoubt.add(object)
  for (const { found } of plan.loaded) if (inDoubt.has(found) && resolving.size < limit) resolving.add(found)
}

/** A doubt that a person has decided about, and the lane that its change is in. */
interface DecidedDoubt {
  readonly lane: string
  readonly doubt: DoubtedEffect
}

const decidedIn = (plan: RedrivePlan, run: RedriveRun): readonly DecidedDoubt[] =>
  plan.records.flatMap(({ view, deliveries }) =>
    [...deliveries].flatMap(([processor, delivery]) =>
      delivery.doubt !== undefined && run.isChosen(processor, delivery)
        ? [{ lane: JSON.stringify([processor, view.streamArn, view.key]), doubt: delivery.doubt }]
        : [],
    ),
  )

/**
 * Writes what a person has decided into the claims: that the effects are there, or that they may be tried again. Only
 * where the claim still is what the decision was about; what has been decided otherwise meanwhile stays so.
 *
 * Of one item the oldest comes first, and the next one only when that is written: wherever a kill falls, no change is
 * let go while an older one of its item is still in doubt, so the next redrive sends none before it.
 */
export const resolveDoubts = async (plan: RedrivePlan, run: RedriveRun): Promise<void> => {
  const { claims, resolve, clock, ledgerLifeMs, party } = run
  if (claims === undefined || resolve === undefined) return
  const state = resolve === 'applied' ? 'done' : 'released'
  const write = async ({ place, found, claimedAtMs, why }: DoubtedEffect): Promise<void> => {
    const nowMs = clock.now()
    const text = claimTextOf({
      state,
      id: `${party.holder.id}/${run.newId()}`,
      atMs: claimedAtMs ?? nowMs,
      untilMs: nowMs,
      why: `${why}; resolved as ${resolve}`,
    })
    await claims.write({ place, expected: found, text, expiresAtMs: nowMs + ledgerLifeMs })
  }
  const lanes = Map.groupBy(decidedIn(plan, run), ({ lane }) => lane)
  await mapConcurrently([...lanes.values()], claimsAtOnce, async lane => {
    for (const { doubt } of lane) await write(doubt)
  })
}
