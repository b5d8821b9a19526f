import type { PipelineError } from '../../core/errors/pipeline-error.ts'
import { openAccount } from '../accounting/account.ts'
import type { Claims } from './claims.ts'
import { newClaims, readFound } from './claims.ts'
import type { Results } from './deliver-targets.ts'
import { eachOf } from './each-of.ts'
import type { FailedObject } from './failed-object.ts'
import type { Finding } from './find-objects.ts'
import { findObjects, isAbsent } from './find-objects.ts'
import { checkOptions, groupsOf, isMeant } from './groups.ts'
import { newLanes } from './lanes.ts'
import type { Redriving } from './redrive-group.ts'
import { redriveGroup } from './redrive-group.ts'
import type { RedriveSummary } from './redrive-event.ts'
import type { RedriveOptions } from './redrive-options.ts'
import { rehearse } from './rehearse.ts'
import { standingOf } from './settle.ts'
import type { Group, Held, Target } from './targets.ts'
import { targetsOf } from './targets.ts'
import type { Found } from './waves.ts'
import { inOrder, waves } from './waves.ts'

/** Records whose objects are held at once; more where objects overlap. */
const waveRecords = 1_000
const dayMs = 86_400_000

/** How many objects ended how. */
interface Counts {
  redriven: number
  failed: number
  left: number
  inHand: number
  /** Set aside by another redrive since they were found. */
  gone: number
  wouldDeliver: number
}

const findAll = async (
  options: RedriveOptions,
): Promise<{ readonly objects: readonly Found[]; readonly unread: number }> => {
  const { from, tell, mayLackPlaces = false } = options
  const findings: Finding[] = []
  const absent: PipelineError<'redrive.place-unreadable'>[] = []
  for (const place of from) {
    try {
      findings.push(await findObjects(place, object => isMeant(options, object), tell))
    } catch (error) {
      if (!mayLackPlaces || !isAbsent(error)) throw error
      absent.push(error)
      // What is missing everywhere is more than a first change that has not come yet.
      if (absent.length === from.length) throw error
      tell({ event: 'NoPlace', url: place.url, message: error.message })
    }
  }
  const ordered = inOrder(findings.flatMap(({ found }) => found))
  return {
    objects: ordered.slice(0, options.limit ?? ordered.length),
    unread: findings.reduce((sum, each) => sum + each.unread, 0),
  }
}

const begin = (options: RedriveOptions, claims: Claims, advance: Redriving['advance']): Redriving => {
  const { processor, timeoutMs = 60_000, ledgerLifeDays = 14 } = options
  return {
    ...options,
    timeoutMs,
    ledgerLifeMs: ledgerLifeDays * dayMs,
    account: openAccount(),
    isChosen: name => processor === undefined || processor === name,
    lanes: newLanes(),
    isOver: () => options.signal.aborted,
    keep: claims.keep,
    advance,
  }
}

/** What another redrive has in hand is older than what is behind it, and may fail there. */
const block = (object: FailedObject, found: Found, options: RedriveOptions, { lanes }: Redriving): void => {
  for (const { functionName, registry } of groupsOf([{ found, object }], options)) {
    const waiting = object.processor === undefined ? registry.names() : [object.processor]
    for (const { view } of object.records)
      for (const processor of waiting) lanes.block(functionName, processor, view)
  }
}

/** Takes the objects of a wave in hand, as far as nobody else has them. */
const holdAll = async (
  wave: readonly Found[],
  options: RedriveOptions,
  redriving: Redriving,
  claims: Claims,
  counts: Counts,
): Promise<readonly Held[]> => {
  const hold = async (found: Found): Promise<readonly Held[]> => {
    const claimed = await claims.take(found)
    if (claimed.type === 'mine') return [{ found, object: claimed.object }]
    if (claimed.type === 'gone') {
      counts.gone += 1
      return []
    }
    const { object, holder, untilMs } = claimed
    counts.inHand += 1
    block(object, found, options, redriving)
    options.tell({ event: 'InHand', object: found.object, holder, untilMs })
    return []
  }
  return (await eachOf(wave, hold)).flat()
}

/** A rehearsal takes nothing in hand. */
const lookAt = async (wave: readonly Found[]): Promise<readonly Held[]> =>
  (await eachOf(wave, async found => ({ found, object: await readFound(found) }))).flatMap(
    ({ found, object }) => (object === undefined ? [] : [{ found, object }]),
  )

/** Sets aside the objects of a group that are finished. */
const retire = async (
  group: Group,
  targets: readonly Target[],
  results: Results,
  counts: Counts,
  { isChosen, tell }: Redriving,
  claims: Claims,
): Promise<void> => {
  const byName = new Map(targets.map(target => [target.name, target]))
  await eachOf(group.held, async held => {
    const { place, key, object } = held.found
    const standing = standingOf(held, byName, results, isChosen)
    // Whoever has it now finds in the ledger that all of it is home, and sets it aside.
    const isDone = standing === 'redriven' && (await claims.isMine(held.found))
    counts[standing] += 1
    if (isDone) await place.retire(key)
    tell({ event: isDone ? 'Redriven' : 'Kept', object })
  })
}

const redriveAll = async (options: RedriveOptions, claims: Claims): Promise<RedriveSummary> => {
  const { dryRun, signal, tell, clock } = options
  const { objects, unread } = await findAll(options)
  const total = objects.reduce((sum, { records }) => sum + records, 0)
  const counts: Counts = { redriven: 0, failed: unread, left: 0, inHand: 0, gone: 0, wouldDeliver: 0 }
  let done = 0
  const redriving = begin(options, claims, records => {
    done += records
    tell({ event: 'Progress', done, total, atMs: clock.now() })
  })
  const run = async (group: Group): Promise<void> => {
    const targets = await targetsOf(group, redriving)
    if (dryRun) {
      counts.wouldDeliver += rehearse(group, targets, redriving)
      return
    }
    const results = await redriveGroup(group, targets, redriving)
    // What is finished of a group that was interrupted is remembered, and set aside by the next redrive.
    if (!signal.aborted) await retire(group, targets, results, counts, redriving, claims)
  }

  for (const wave of waves(objects, waveRecords)) {
    if (signal.aborted) break
    const held = dryRun ? await lookAt(wave) : await holdAll(wave, options, redriving, claims, counts)
    for (const group of groupsOf(held, options)) await run(group)
    await claims.release()
  }
  const { redriven, failed, left, inHand, gone, wouldDeliver } = counts
  return {
    ...redriving.account.summary(),
    objects: objects.length + unread - gone,
    redriven,
    objectsFailed: failed,
    objectsLeft: left,
    objectsInHand: inHand,
    wouldDeliver,
    interrupted: signal.aborted,
  }
}

/**
 * Brings parked changes and discarded batches home: delivers them again to their processors, oldest first, and sets
 * aside what is finished under `redriven/`. A discarded batch is measured by the function's ledger, so nothing that
 * had succeeded is repeated (L14); a parked change counts as done there and is delivered all the same (L4). What has
 * come home is remembered too, so running it twice, or again after an interruption, changes nothing. Each object is
 * taken in hand first, so that two redrives at once do not deliver the same changes.
 *
 * @throws PipelineError `redrive.processor-unknown`, `redrive.limit-invalid`, `redrive.place-unreadable`,
 * `redrive.claim-lost`, `config.*`, `aws.*`, and what the ledger or a place throws
 */
export const redrive = async (options: RedriveOptions): Promise<RedriveSummary> => {
  checkOptions(options)
  const claims = newClaims(options.party, options.clock)
  try {
    return await redriveAll(options, claims)
  } finally {
    await claims.release()
  }
}
