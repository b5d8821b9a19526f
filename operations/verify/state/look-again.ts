import { itemKey } from '../../../core/record/item-key.ts'
import type { MendableDifference, StandingDifference } from '../report.ts'
import type { ValueFile } from '../value-file.ts'
import { groupsIn, valueFile } from '../value-file.ts'
import type { VerifyRun } from '../verify-run.ts'
import { lookAtSuspects } from './look-at.ts'
import type { Suspect } from './suspect.ts'

const looksAtOnce = 200

/** Looks beyond those that a difference has to stand, for what changes meanwhile. */
const moreLooks = 5

/** A suspect that stood, as it is reportedDifference and mended. */
const differenceOf = ({ sinks, tables }: VerifyRun, suspect: Suspect): MendableDifference | undefined => {
  const { sink: place, problem, id, item, version, run, wanted, found } = suspect
  const sink = sinks[place]
  if (sink === undefined) return undefined
  const { functionName, processor, check } = sink
  const table = tables[item?.table ?? sink.tables[0] ?? -1]
  const versions =
    check.kind === 'entries'
      ? { ...(found !== undefined && { found }), ...(wanted !== undefined && { wanted }) }
      : version === undefined
        ? undefined
        : { found: version }
  return {
    functionName,
    processor,
    problem,
    id,
    ...(item && { key: itemKey(item.keys), keys: item.keys }),
    ...(run !== undefined && { run }),
    ...(versions && { versions }),
    streamArn: table?.streamArn ?? '',
  }
}

/** A difference without what only mending needs. */
export const reportedDifference = ({
  keys,
  streamArn,
  ...difference
}: MendableDifference): StandingDifference => difference

const settle = async (
  run: VerifyRun,
  suspect: Suspect,
  next: ValueFile<Suspect>,
  standing: ValueFile<MendableDifference>,
): Promise<void> => {
  if (suspect.stood < run.looks) {
    await next.add(suspect)
    return
  }
  const difference = differenceOf(run, suspect)
  if (difference === undefined) return
  run.tally[suspect.problem] += 1
  await standing.add(difference)
  run.tell({ event: 'Difference', ...reportedDifference(difference) })
}

const lookOnce = async (
  run: VerifyRun,
  suspects: ValueFile<Suspect>,
  next: ValueFile<Suspect>,
  standing: ValueFile<MendableDifference>,
): Promise<void> => {
  let done = 0
  for await (const group of groupsIn(suspects.values(), ({ sink }) => sink, looksAtOnce)) {
    if (run.signal.aborted) return
    for (const suspect of await lookAtSuspects(run, group)) await settle(run, suspect, next, standing)
    done += group.length
    run.tell({ event: 'Progress', step: 'looks', done, atMs: run.clock.now() })
  }
}

const countIn = async (suspects: ValueFile<Suspect>): Promise<number> => {
  let count = 0
  for await (const { stood } of suspects.values()) count += stood > 0 ? 1 : 0
  return count
}

/**
 * Looks at suspects again, with a pause before each time, until each is right, or stood as it is at so many looks in a
 * row. What changed at every look is counted, and is no difference: nobody can say what it would be if it stood still.
 *
 * @returns those that stood
 */
export const lookAgain = async (
  run: VerifyRun,
  first: ValueFile<Suspect>,
): Promise<ValueFile<MendableDifference>> => {
  const standing = valueFile<MendableDifference>(run.folder, 'differences')
  await standing.clear()
  let open = first
  for (let look = 2; look < run.looks + moreLooks; look += 1) {
    if (run.signal.aborted || (await countIn(open)) === 0) return standing
    await run.clock.wait(run.pauseMs, run.signal)
    const next = valueFile<Suspect>(run.folder, `suspects.${look}`)
    await next.clear()
    await lookOnce(run, open, next, standing)
    open = next
  }
  run.tally.unsettled += await countIn(open)
  return standing
}
