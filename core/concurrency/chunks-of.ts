/** What the entries of one chunk may weigh together. */
export interface ChunkWeight<T> {
  readonly of: (entry: T) => number
  readonly most: number
}

/**
 * Cuts a list into chunks of at most `most` entries, in order, and where a weight is given of no more than that
 * together. An entry that is heavier by itself goes alone: whether it is too heavy is for the receiver to say.
 *
 * @throws RangeError for fewer than one entry
 */
export const chunksOf = <T>(
  entries: readonly T[],
  most: number,
  weight?: ChunkWeight<T>,
): readonly (readonly T[])[] => {
  if (!(most >= 1)) throw new RangeError(`chunks of at most ${most} entries would never end`)
  const chunks: T[][] = []
  let weighed = 0
  for (const entry of entries) {
    const more = weight?.of(entry) ?? 0
    const last = chunks.at(-1)
    if (last === undefined || last.length >= most || (weight !== undefined && weighed + more > weight.most)) {
      chunks.push([entry])
      weighed = more
    } else {
      last.push(entry)
      weighed += more
    }
  }
  return chunks
}
