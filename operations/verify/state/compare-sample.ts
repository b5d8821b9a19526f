import { contentHash, textNumber } from '../spill.ts'
import type { ValueFile } from '../value-file.ts'
import { groupsIn, valueFile } from '../value-file.ts'
import type { VerifyRun } from '../verify-run.ts'
import { lookAtSuspects } from './look-at.ts'
import type { Suspect } from './suspect.ts'
import { suspectClaims } from './suspect-claims.ts'

const fewestSegments = 1_000
/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
const mostSegments = 1_000_000
const looksAtOnce = 200

/** Segments are parts of the hashes of partition keys, so some of them at random are a fair share of the items. */
const chosenSegments = (share: number, segments: number, random: () => number): readonly number[] => {
  const count = Math.max(1, Math.round(segments * share))
  const chosen = new Set<number>()
  if (count >= segments) return Array.from({ length: segments }, (_, segment) => segment)
  while (chosen.size < count) chosen.add(Math.floor(random() * segments))
  return [...chosen]
}

const sampleTable = async (
  run: VerifyRun,
  table: number,
  share: number,
  random: () => number,
  suspects: ValueFile<Suspect>,
): Promise<void> => {
  const reader = run.tables[table]
  const segments = Math.min(mostSegments, Math.max(fewestSegments, Math.ceil(10 / share)))
  for (const segment of chosenSegments(share, segments, random)) {
    let cursor: string | undefined
    do {
      if (run.signal.aborted || reader === undefined) return
      const limit = run.pace.pageLimit()
      const request = { segment, segments, ...(cursor !== undefined && { cursor }), ...(limit && { limit }) }
      const page = await run.pace.read(async () => reader.page(request, run.signal))
      run.pace.learn(page.items.length, page.readUnits)
      for (const [place, sink] of run.sinks.entries())
        if (sink.tables.includes(table))
          for (const suspect of await suspectClaims(run, place, table, page.items))
            await suspects.add(suspect)
      run.tally.items += page.items.length
      run.tell({ event: 'Progress', step: 'items', done: run.tally.items, atMs: run.clock.now() })
      cursor = page.cursor
    } while (cursor !== undefined)
  }
}

/** A share of the documents, other ones each time. The whole index is listed for it, and no item but of those. */
async function* sampledDocuments(
  run: VerifyRun,
  place: number,
  share: number,
  salt: string,
): AsyncGenerator<Suspect> {
  const check = run.sinks[place]?.check
  if (check?.kind !== 'state') return
  for await (const [id, content] of check.actual()) {
    if (textNumber(`${salt}${id}`) >= share * 2 ** 32) continue
    run.tally.documents += 1
    yield { sink: place, id, problem: 'ghosts', found: contentHash(content), stood: 0 }
  }
}

/** Looks at a share of the items and of the documents. */
export const compareSample = async (
  run: VerifyRun,
  share: number,
  random: () => number,
): Promise<ValueFile<Suspect>> => {
  const suspects = valueFile<Suspect>(run.folder, 'suspects.1')
  await suspects.clear()
  for (const table of run.tables.keys()) await sampleTable(run, table, share, random, suspects)
  const salt = String(random())
  for (const place of run.sinks.keys()) {
    const documents = sampledDocuments(run, place, share, salt)
    for await (const group of groupsIn(documents, () => place, looksAtOnce)) {
      if (run.signal.aborted) return suspects
      for (const suspect of await lookAtSuspects(run, group)) await suspects.add(suspect)
    }
  }
  return suspects
}
