import type { VersionNote } from '../version/version-note.ts'
import { versionNotes } from '../version/version-note.ts'
import type { Delivery } from './delivery.ts'
import type { DispatchOptions } from './options.ts'
import { writeLog } from './write-log.ts'

type Counts = ReadonlyMap<VersionNote, number>

/** Records by processor and note. */
const countNotes = (deliveries: readonly Delivery[]): ReadonlyMap<string, Counts> => {
  const counts = new Map<string, Map<VersionNote, number>>()
  for (const { note, processor } of deliveries) {
    if (note === undefined) continue
    const own = counts.get(processor.name) ?? new Map<VersionNote, number>()
    counts.set(processor.name, own.set(note, (own.get(note) ?? 0) + 1))
  }
  return counts
}

/** Ties are settled as a matter of course; the others say that somebody's writes break a rule. */
const levels: Readonly<Record<VersionNote, 'info' | 'warn'>> = {
  version_inversion: 'warn',
  version_tie: 'info',
  version_missing: 'warn',
}

/** Logs how many records of a batch bore each note: one line for each processor and note, and no word of an item. */
export const logVersionNotes = (
  deliveries: readonly Delivery[],
  { logger, functionName }: Pick<DispatchOptions, 'logger' | 'functionName'>,
): void => {
  for (const [processor, counts] of countNotes(deliveries)) {
    for (const note of versionNotes) {
      const records = counts.get(note)
      if (records !== undefined) writeLog(logger, levels[note], note, { functionName, processor, records })
    }
  }
}
