import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LatenessSince } from '../../../operations/rebuild/rebuild-run.ts'
import { diceOf } from '../../engine-model/plan.ts'
import type { RebuildWorld, RebuiltStrategy } from '../../rebuild/rebuild-world.ts'
import { rebuildWorld, wantedDocuments } from '../../rebuild/rebuild-world.ts'
import type { FaultScenario } from '../scenario.ts'

const hourMs = 3_600_000
const strategies: readonly RebuiltStrategy[] = ['sequence', 'epoch', 'attribute', 'ledger']

type Play = (
  world: RebuildWorld,
  folder: string,
  dice: ReturnType<typeof diceOf>,
) => Promise<readonly string[]>

/** Whatever the alias shows, by the table alone; where it points, and that nothing is being filled any more. */
const judged = async (world: RebuildWorld, wantedIndex: string): Promise<readonly string[]> => {
  await world.drain()
  const problems: string[] = []
  const { live } = await world.admin.describeAlias('things')
  if (live.join() !== wantedIndex) problems.push(`alias: it points to ${live.join()}, not ${wantedIndex}`)
  const wanted = wantedDocuments(world.table, false)
  const found = await world.documents('things')
  for (const [key, document] of found)
    if (!wanted.has(key)) problems.push(`ghost: a document of ${key} in the new index`)
    else if (wanted.get(key) !== document) problems.push(`stale: the document of ${key} in the new index`)
  for (const key of wanted.keys())
    if (!found.has(key)) problems.push(`lost: no document of ${key} in the new index`)
  return problems
}

const inWorld = async (seed: number, play: Play): Promise<readonly string[]> => {
  const strategy = strategies[seed % strategies.length] ?? 'sequence'
  const world = await rebuildWorld({ seed, strategy, isIdDerived: false, keys: 25, everyMs: 1_000 })
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-faults-'))
  try {
    return await play(world, folder, diceOf(seed))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Killed up to three times at any call, whose effect may arrive a minute later; begun again until it is through. */
const killedAndResumed: Play = async (world, folder, dice) => {
  for (let kills = 1 + dice.below(3); kills > 0; kills -= 1)
    await world.rebuild(folder, { killedAt: 1 + dice.below(90) })
  const ended = await world.rebuild(folder)
  // The comparison would mend what filling got wrong: so it must have had nothing to mend.
  const mended = world.events.filter(({ event }) => event === 'Difference')
  return [
    ...(ended !== 'killed' && ended.step === 'done' ? [] : ['stuck: the rebuild does not end']),
    ...(world.writtenWhileFilling() > 0 ? [] : ['idle: nothing was written while it was filled']),
    ...mended.map(event => `filled: ${JSON.stringify(event)}`),
    ...(await judged(world, 'things-002')),
  ]
}

/** The functions fall a day behind while it is filled: no alias may be switched then, by whoever goes on. */
const trimmedMeanwhile: Play = async (world, folder) => {
  let looks = 0
  const late: LatenessSince = async () => {
    looks += 1
    return Promise.resolve({ nowMs: 0, mostMs: looks > 1 ? 23 * hourMs : 0 })
  }
  const refused = async (): Promise<string> =>
    world.rebuild(folder, { lateness: late }).then(
      () => 'no refusal',
      (error: unknown) => (error as { readonly code?: string }).code ?? String(error),
    )
  const codes = [await refused(), await refused()]
  return [
    ...codes.filter(code => code !== 'rebuild.stream-trimmed').map(code => `trimmed: it ends with ${code}`),
    ...(await judged(world, 'things-001')),
  ]
}

const beside =
  (play: Play) =>
  (scenario: FaultScenario): FaultScenario => ({
    ...scenario,
    play: async (seed, size) => [...(await scenario.play(seed, size)), ...(await inWorld(seed, play))],
  })

/** Beside what a scenario plays: a new index is filled under load, killed and gone on with, and switched to. */
export const withRebuild = beside(killedAndResumed)

/** Beside what a scenario plays: a new index is filled while the stream drops what nobody read. */
export const withTrimmedRebuild = beside(trimmedMeanwhile)
