import type { DifferenceKind } from '../report.ts'
import type { Spill } from '../spill.ts'

/** An entry that is not there, or not once, or not wanted. */
export interface EntryMismatch {
  readonly id: string
  readonly problem: Extract<DifferenceKind, 'missing' | 'duplicates' | 'ghosts'>
}

/** Adds an identity to a side. */
export const addEntry = (side: Spill, id: string): void => {
  side.add(id, JSON.stringify([id]))
}

const idIn = (line: string): string => (JSON.parse(line) as [string])[0]

/**
 * Where the entries differ from those that are wanted, part by part; a second, third ... entry comes out once each.
 *
 * @param isAll - every change that the sink was ever told of is among the wanted: only then an entry that is not is one
 * of no change
 */
export const compareEntries = function* (
  wanted: Spill,
  found: Spill,
  isAll: boolean,
): Generator<EntryMismatch> {
  for (let part = 0; part < wanted.parts; part += 1) {
    const open = new Set<string>()
    for (const line of wanted.linesOf(part)) open.add(idIn(line))
    const met = new Set<string>()
    for (const line of found.linesOf(part)) {
      const id = idIn(line)
      if (met.has(id)) yield { id, problem: 'duplicates' }
      else if (open.delete(id)) met.add(id)
      else if (isAll) yield { id, problem: 'ghosts' }
    }
    for (const id of open) yield { id, problem: 'missing' }
  }
}
