/**
 * Cuts a list into pieces of at most `most` entries and `maxBytes` together, in order. An entry that is larger by
 * itself goes alone: whether it is too large is the service's to say, whose limits have been raised before.
 */
export const chunks = <T extends { readonly bytes: number }>(
  entries: readonly T[],
  most: number,
  maxBytes: number,
): readonly (readonly T[])[] => {
  const pieces: T[][] = []
  let bytes = 0
  for (const entry of entries) {
    const last = pieces.at(-1)
    if (last === undefined || last.length === most || bytes + entry.bytes > maxBytes) {
      pieces.push([entry])
      bytes = entry.bytes
    } else {
      last.push(entry)
      bytes += entry.bytes
    }
  }
  return pieces
}
