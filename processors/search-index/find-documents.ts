import type { FoundDocument, StateCheck } from '../../core/processor/processor.ts'
import { keysOfOwner, metadataIn } from './document-metadata.ts'
import type { SearchStore, Seen } from './search-store.ts'

const foundIn = (seen: Seen | undefined): FoundDocument | undefined => {
  if (seen?.found !== true) return undefined
  const { stream = '', owner, run } = metadataIn(seen.metadata)
  const keys = owner === undefined ? undefined : keysOfOwner(owner)
  return {
    content: seen.document ?? '',
    version: seen.version,
    ...(keys && { owner: { streamArn: stream, keys } }),
    ...(run !== undefined && { run }),
  }
}

/** Looks at documents as they are now, with version and owner. */
export const findDocuments =
  (store: SearchStore, index: string): NonNullable<StateCheck['look']> =>
  async (ids, signal) => {
    const seen = await store.look({ index, ids, withDocument: true }, signal)
    return ids.map((_, at) => foundIn(seen[at]))
  }
