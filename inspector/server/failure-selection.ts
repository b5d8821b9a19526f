import { compareSequenceNumbers } from '../../core/record/sequence-number.ts'
import type { LyingObject } from './failures.ts'
import { fingerprintOf } from './failures.ts'

/** Newest number of each item that an object holds, by stream and key. */
const itemsOf = ({ views }: LyingObject): ReadonlyMap<string, string> => {
  const newest = new Map<string, string>()
  for (const { streamArn, key, sequenceNumber } of views) {
    const item = JSON.stringify([streamArn, key])
    const known = newest.get(item)
    if (known === undefined || compareSequenceNumbers(known, sequenceNumber) < 0)
      newest.set(item, sequenceNumber)
  }
  return newest
}

const isBefore = (older: LyingObject, items: ReadonlyMap<string, string>): boolean =>
  older.views.some(({ streamArn, key, sequenceNumber }) => {
    const until = items.get(JSON.stringify([streamArn, key]))
    return until !== undefined && compareSequenceNumbers(sequenceNumber, until) < 0
  })

/**
 * The objects of a group, and those of other groups that the same function has to get before: older changes of the
 * same items. Without these, a sink that keeps events would have them in the wrong order.
 */
export const inGroup = (all: readonly LyingObject[], fingerprint: string): readonly LyingObject[] => {
  const chosen = new Set(all.filter(({ entry }) => fingerprintOf(entry) === fingerprint))
  for (let before = -1; before !== chosen.size;) {
    before = chosen.size
    for (const each of [...chosen]) {
      const items = itemsOf(each)
      for (const other of all)
        if (other.entry.functionName === each.entry.functionName && isBefore(other, items)) chosen.add(other)
    }
  }
  return all.filter(each => chosen.has(each))
}
