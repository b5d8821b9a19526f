import type {
  Conflict,
  Guard,
  SearchOperation,
  SearchResult,
  SearchStore,
  Seen,
  StoredMark,
} from '../../processors/search-index/search-store.ts'

interface Entry {
  readonly version: bigint
  readonly token: string
  /** `undefined` once deleted: the version stays, to hold back what is older. */
  readonly document: string | undefined
  readonly metadata: string | undefined
}

/** The version that a write leaves; a conflict where its guard does not hold. */
const versionAfter = (guard: Guard, entry: Entry | undefined): bigint | Conflict => {
  const current = entry?.version ?? -1n
  const conflict = { conflict: true as const, ...(entry && { version: String(entry.version) }) }
  if (guard.by === 'seen' || guard.by === 'absent') {
    const isThere = entry?.document !== undefined
    const holds = guard.by === 'absent' ? !isThere : isThere && entry.token === guard.token
    // As OpenSearch counts a write that names no version of its own.
    return holds ? (entry?.version ?? 0n) + 1n : conflict
  }
  const version = BigInt(guard.version)
  return version > current || (guard.by === 'newer-or-equal' && version === current) ? version : conflict
}

const seenOf = (entry: Entry | undefined, withDocument: boolean): Seen => {
  if (entry?.document === undefined) return { found: false }
  const { version, token, metadata, document } = entry
  return { found: true, version: String(version), token, metadata, ...(withDocument && { document }) }
}

/**
 * A search store in memory, with the version rules of OpenSearch: for tests. It never forgets a deletion. A name that
 * `aliases` knows stands for the index that it names there; marks go by the name that is given.
 */
export const memorySearchStore = (aliases: ReadonlyMap<string, string> = new Map()): SearchStore => {
  const behind = (name: string): string => aliases.get(name) ?? name
  const indexes = new Map<string, Map<string, Entry>>()
  const marks = new Map<string, StoredMark>()
  let writes = 0
  const write = (operation: SearchOperation): SearchResult => {
    const name = behind(operation.index)
    const entries = indexes.get(name) ?? new Map<string, Entry>()
    indexes.set(name, entries)
    const version = versionAfter(operation.guard, entries.get(operation.id))
    if (typeof version !== 'bigint') return version
    writes += 1
    const [document, metadata] =
      operation.op === 'index' ? [operation.document, operation.metadata] : [undefined, undefined]
    entries.set(operation.id, { version, token: String(writes), document, metadata })
    return 'applied'
  }
  return {
    place: '',
    write: async operations => Promise.resolve(operations.map(write)),
    look: async ({ index, ids, withDocument = false }) =>
      Promise.resolve(ids.map(id => seenOf(indexes.get(behind(index))?.get(id), withDocument))),
    prepare: async () => Promise.resolve(),
    readMark: async index => Promise.resolve(marks.get(index)),
    writeMark: async (index, { text, token }) => {
      const isAsRead = marks.get(index)?.token === token
      writes += isAsRead ? 1 : 0
      if (isAsRead) marks.set(index, { text, token: String(writes) })
      return Promise.resolve(isAsRead)
    },
    documents: async function* (index) {
      for (const [id, { document }] of indexes.get(behind(index)) ?? []) {
        if (document !== undefined) yield await Promise.resolve([id, document] as const)
      }
    },
  }
}
