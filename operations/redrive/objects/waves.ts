import type { FoundObject } from './found-object.ts'

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Oldest first, stream by stream; the same order for the same objects, however they were listed. */
export const inOrder = (all: readonly FoundObject[]): readonly FoundObject[] =>
  all.toSorted(
    (a, b) => compare(a.streamArn, b.streamArn) || compare(a.first, b.first) || compare(a.object, b.object),
  )

/**
 * Cuts objects in order into waves of about `size` records. Objects that overlap are in one wave, so going wave by
 * wave never brings a change before an older one of its key.
 */
export const waves = (ordered: readonly FoundObject[], size: number): readonly (readonly FoundObject[])[] => {
  const all: FoundObject[][] = []
  let end = ''
  let records = 0
  for (const found of ordered) {
    const wave = all.at(-1)
    const isSameStream = wave?.[0]?.streamArn === found.streamArn
    if (wave !== undefined && isSameStream && (found.first <= end || records < size)) {
      wave.push(found)
      records += found.records
      if (found.last > end) end = found.last
    } else {
      all.push([found])
      records = found.records
      end = found.last
    }
  }
  return all
}
