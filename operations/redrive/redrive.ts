import { openAccount } from '../accounting/account.ts'
import { readFailedObject } from './failed-object.ts'
import { eachOf, findObjects } from './find-objects.ts'
import { checkProcessor, groupsOf, isMeant } from './groups.ts'
import type { Redriving } from './redrive-group.ts'
import { redriveGroup, standingOf } from './redrive-group.ts'
import type { RedriveSummary } from './redrive-event.ts'
import type { RedriveOptions } from './redrive-options.ts'
import { rehearse } from './rehearse.ts'
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

const begin = (options: RedriveOptions): Redriving => {
  const { processor, timeoutMs = 60_000, ledgerLifeDays = 14 } = options
  return {
    ...options,
    timeoutMs,
    ledgerLifeMs: ledgerLifeDays * dayMs,
    account: openAccount(),
    isChosen: name => processor === undefined || processor === name,
    blocked: new Set(),
  }
}

/** Sets aside the objects of a group that are finished. */
const retire = async (
  group: Group,
  targets: readonly Target[],
  results: Awaited<ReturnType<typeof redriveGroup>>,
  counts: Counts,
  { isChosen, tell }: Redriving,
): Promise<void> => {
  const byName = new Map(targets.map(target => [target.name, target]))
  for (const held of group.held) {
    const standing = standingOf(held, byName, results, isChosen)
    counts[standing] += 1
    if (standing !== 'redriven') continue
    await held.found.place.retire(held.found.key)
    tell({ event: 'Redriven', object: held.found.object })
  }
}

/**
 * Brings parked changes and discarded batches home: delivers them again to their processors, oldest first, and sets
 * aside what is finished under `redriven/`. A discarded batch is measured by the function's ledger, so nothing that
 * had succeeded is repeated (L14); a parked change counts as done there and is delivered all the same (L4). What has
 * come home is remembered too, so running it twice, or again after an interruption, changes nothing.
 *
 * @throws PipelineError `redrive.processor-unknown`, `config.*`, `aws.*`, and what the ledger or a place throws
 */
export const redrive = async (options: RedriveOptions): Promise<RedriveSummary> => {
  checkProcessor(options)
  const { dryRun, signal, tell, clock } = options
  const redriving = begin(options)
  const { objects, unread } = await findAll(options)
  const total = objects.reduce((sum, { records }) => sum + records, 0)
  const counts: Counts = { redriven: 0, failed: unread, left: 0, wouldDeliver: 0 }
  let done = 0

  const run = async (group: Group): Promise<void> => {
    const targets = await targetsOf(group, options.ledger)
    if (dryRun) {
      counts.wouldDeliver += rehearse(group, targets, redriving.isChosen, tell)
      return
    }
    const results = await redriveGroup(group, targets, redriving, () => signal.aborted)
    // What is finished of a group that was interrupted is remembered, and set aside by the next redrive.
    if (!signal.aborted) await retire(group, targets, results, counts, redriving)
  }

  for (const wave of waves(objects, waveRecords)) {
    if (signal.aborted) break
    for (const group of groupsOf(await eachOf(wave, hold), options)) await run(group)
    done += wave.reduce((sum, { records }) => sum + records, 0)
    tell({ event: 'Progress', done, total, atMs: clock.now() })
  }
  return {
    ...redriving.account.summary(),
    objects: objects.length + unread,
    redriven: counts.redriven,
    objectsFailed: counts.failed,
    objectsLeft: counts.left,
    wouldDeliver: counts.wouldDeliver,
    interrupted: signal.aborted,
  }
}
