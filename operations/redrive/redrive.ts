import { openAccount } from '../accounting/account.ts'
import { readFailedObject } from './failed-object.ts'
import type { Results } from './deliver-targets.ts'
import { eachOf, findObjects } from './find-objects.ts'
import { checkOptions, groupsOf, isMeant } from './groups.ts'
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
  wouldDeliver: number
}

const hold = async (found: Found): Promise<Held> => ({
  found,
  object: readFailedObject(await found.place.read(found.key), found.object),
})

const findAll = async (
  options: RedriveOptions,
): Promise<{ readonly objects: readonly Found[]; readonly unread: number }> => {
  const findings = []
  for (const place of options.from)
    findings.push(await findObjects(place, object => isMeant(options, object), options.tell))
  const ordered = inOrder(findings.flatMap(({ found }) => found))
  return {
    objects: ordered.slice(0, options.limit ?? ordered.length),
    unread: findings.reduce((sum, each) => sum + each.unread, 0),
  }
}

const begin = (options: RedriveOptions, advance: Redriving['advance']): Redriving => {
  const { processor, timeoutMs = 60_000, ledgerLifeDays = 14 } = options
  return {
    ...options,
    timeoutMs,
    ledgerLifeMs: ledgerLifeDays * dayMs,
    account: openAccount(),
    isChosen: name => processor === undefined || processor === name,
    blocked: new Set(),
    isOver: () => options.signal.aborted,
    advance,
  }
}

/** Sets aside the objects of a group that are finished. */
const retire = async (
  group: Group,
  targets: readonly Target[],
  results: Results,
  counts: Counts,
  { isChosen, tell }: Redriving,
): Promise<void> => {
  const byName = new Map(targets.map(target => [target.name, target]))
  await eachOf(group.held, async held => {
    const { place, key, object } = held.found
    const standing = standingOf(held, byName, results, isChosen)
    counts[standing] += 1
    if (standing === 'redriven') await place.retire(key)
    tell({ event: standing === 'redriven' ? 'Redriven' : 'Kept', object })
  })
}

/**
 * Brings parked changes and discarded batches home: delivers them again to their processors, oldest first, and sets
 * aside what is finished under `redriven/`. A discarded batch is measured by the function's ledger, so nothing that
 * had succeeded is repeated (L14); a parked change counts as done there and is delivered all the same (L4). What has
 * come home is remembered too, so running it twice, or again after an interruption, changes nothing.
 *
 * @throws PipelineError `redrive.processor-unknown`, `redrive.limit-invalid`, `config.*`, `aws.*`, and what the ledger or
 * a place throws
 */
export const redrive = async (options: RedriveOptions): Promise<RedriveSummary> => {
  checkOptions(options)
  const { dryRun, signal, tell, clock } = options
  const { objects, unread } = await findAll(options)
  const total = objects.reduce((sum, { records }) => sum + records, 0)
  const counts: Counts = { redriven: 0, failed: unread, left: 0, wouldDeliver: 0 }
  let done = 0
  const redriving = begin(options, records => {
    done += records
    tell({ event: 'Progress', done, total, atMs: clock.now() })
  })
  const run = async (group: Group): Promise<void> => {
    const targets = await targetsOf(group, redriving)
    if (dryRun) {
      counts.wouldDeliver += rehearse(group, targets, redriving.isChosen, tell)
      return
    }
    const results = await redriveGroup(group, targets, redriving)
    // What is finished of a group that was interrupted is remembered, and set aside by the next redrive.
    if (!signal.aborted) await retire(group, targets, results, counts, redriving)
  }

  for (const wave of waves(objects, waveRecords)) {
    if (signal.aborted) break
    for (const group of groupsOf(await eachOf(wave, hold), options)) await run(group)
  }
  const { redriven, failed, left, wouldDeliver } = counts
  return {
    ...redriving.account.summary(),
    objects: objects.length + unread,
    redriven,
    objectsFailed: failed,
    objectsLeft: left,
    wouldDeliver,
    interrupted: signal.aborted,
  }
}
