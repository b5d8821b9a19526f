import { chunksOf } from '../../../core/concurrency/chunks-of.ts'
import type { ScannedItem } from '../verify.ts'
import type { VerifyRun } from '../verify-run.ts'
import { seeAll, wantedAt } from './look-at.ts'
import type { Suspect } from './suspect.ts'
import { wantedBy } from './wanted-by.ts'

const looksAtOnce = 200

/** What these items want in a sink, one suspect each that nobody has looked at yet. */
const claimsOf = async (
  run: VerifyRun,
  place: number,
  table: number,
  items: readonly ScannedItem[],
): Promise<readonly Suspect[]> => {
  const sink = run.sinks[place]
  if (sink === undefined) return []
  const claims: Suspect[] = []
  for (const { keys, item } of items)
    for (const [id, content] of (await wantedBy(run, sink, keys, item)) ?? [])
      claims.push({
        sink: place,
        id,
        problem: 'missing',
        item: { table, keys },
        wanted: wantedAt(sink, content) ?? '',
        stood: 1,
      })
  return claims
}

/** Looks at what items want right after they were read: for sinks that cannot be listed, and where only some items are read. */
export const suspectClaims = async (
  run: VerifyRun,
  place: number,
  table: number,
  items: readonly ScannedItem[],
): Promise<readonly Suspect[]> => {
  const sink = run.sinks[place]
  if (sink === undefined) return []
  const suspects: Suspect[] = []
  for (const chunk of chunksOf(await claimsOf(run, place, table, items), looksAtOnce)) {
    const there = await seeAll(
      sink,
      chunk.map(({ id }) => id),
      run.signal,
    )
    chunk.forEach((claim, at) => {
      const found = there[at]?.found
      if (found === claim.wanted) return
      if (found !== undefined) suspects.push({ ...claim, problem: 'stale', found })
      else if (sink.check.kind === 'state') suspects.push(claim)
    })
    run.tally.documents += chunk.length
  }
  return suspects
}
