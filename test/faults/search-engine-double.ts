import type { Clock } from '../../core/clock.ts'
import type { EngineError } from '../../adapters/opensearch/plain-reason.ts'

/** One operation as an engine's bulk request has it. */
export interface EngineOperation {
  readonly op: 'index' | 'create' | 'delete'
  readonly index: string
  readonly id: string
  /** A version that the writer names. */
  readonly external?: { readonly version: bigint; readonly type: 'external' | 'external_gte' }
  /** Only while the document is what it was at this number. */
  readonly ifSeqNo?: { readonly seqNo: number; readonly primaryTerm: number }
  /** JSON text. */
  readonly source?: string
}

/** What an engine answers to one operation. */
export interface EngineAnswer {
  readonly status: number
  readonly version?: bigint
  readonly error?: EngineError
}

/** A document as a get finds it. */
export interface EngineDocument {
  readonly version: bigint
  readonly seqNo: number
  readonly primaryTerm: number
  readonly source: string
}

/** An engine with the version rules of OpenSearch, in memory and on a clock. */
export interface SearchEngineDouble {
  readonly bulk: (operations: readonly EngineOperation[]) => readonly EngineAnswer[]
  readonly get: (index: string, id: string) => EngineDocument | undefined
  readonly ids: (index: string) => readonly string[]
  /** A node that dies and comes back has its documents, and has forgotten what it had deleted. */
  readonly restart: () => void
}

interface Entry extends EngineDocument {
  /** When it was deleted. */
  readonly deletedAtMs?: number
}

const conflict = (id: string, words: string): EngineAnswer => ({
  status: 409,
  error: { type: 'version_conflict_engine_exception', reason: `[${id}]: version conflict, ${words}` },
})

/** Why the operation may not be; `undefined` where it may. */
const conflictOf = (
  { op, id, external, ifSeqNo }: EngineOperation,
  entry: Entry | undefined,
): EngineAnswer | undefined => {
  const isThere = entry !== undefined && entry.deletedAtMs === undefined
  if (ifSeqNo !== undefined) {
    const wanted = `required seqNo [${ifSeqNo.seqNo}], primary term [${ifSeqNo.primaryTerm}]`
    if (!isThere) return conflict(id, `${wanted}. but no document was found`)
    const { seqNo, primaryTerm } = entry
    const isSame = seqNo === ifSeqNo.seqNo && primaryTerm === ifSeqNo.primaryTerm
    return isSame
      ? undefined
      : conflict(id, `${wanted}. current document has seqNo [${seqNo}] and primary term [${primaryTerm}]`)
  }
  if (external === undefined) {
    return op === 'create' && isThere
      ? conflict(id, `document already exists (current version [${entry.version}])`)
      : undefined
  }
  if (entry === undefined) return undefined
  const { version, type } = external
  if (type === 'external' && entry.version >= version)
    return conflict(
      id,
      `current version [${entry.version}] is higher or equal to the one provided [${version}]`,
    )
  if (entry.version > version)
    return conflict(id, `current version [${entry.version}] is higher than the one provided [${version}]`)
  return undefined
}

/** As the engine answers: made, replaced, taken away, or not there. */
const statusOf = (op: EngineOperation['op'], isThere: boolean): number =>
  op === 'delete' ? (isThere ? 200 : 404) : isThere ? 200 : 201

/**
 * An empty engine. What it knows of a deleted document it forgets `gcDeletesMs` after the deletion, as
 * `index.gc_deletes` says, and when it is restarted.
 */
export const searchEngineDouble = (clock: Clock, gcDeletesMs = 60_000): SearchEngineDouble => {
  const indexes = new Map<string, Map<string, Entry>>()
  const counts = { seqNo: 0, primaryTerm: 1 }
  const isForgotten = ({ deletedAtMs }: Entry): boolean =>
    deletedAtMs !== undefined && clock.now() - deletedAtMs > gcDeletesMs

  const one = (operation: EngineOperation): EngineAnswer => {
    const { op, index, id, external, source = '{}' } = operation
    const entries = indexes.get(index) ?? new Map<string, Entry>()
    indexes.set(index, entries)
    const found = entries.get(id)
    const entry = found !== undefined && isForgotten(found) ? undefined : found
    const refused = conflictOf(operation, entry)
    if (refused !== undefined) return refused
    const isThere = entry !== undefined && entry.deletedAtMs === undefined
    const version = external?.version ?? (entry?.version ?? 0n) + 1n
    const { primaryTerm } = counts
    entries.set(id, {
      version,
      seqNo: (counts.seqNo += 1),
      primaryTerm,
      source,
      ...(op === 'delete' && { deletedAtMs: clock.now() }),
    })
    return { status: statusOf(op, isThere), version }
  }

  return {
    bulk: operations => operations.map(one),
    get: (index, id) => {
      const entry = indexes.get(index)?.get(id)
      return entry?.deletedAtMs === undefined ? entry : undefined
    },
    ids: index =>
      [...(indexes.get(index) ?? [])].flatMap(([id, { deletedAtMs }]) =>
        deletedAtMs === undefined ? [id] : [],
      ),
    restart: () => {
      counts.primaryTerm += 1
      for (const entries of indexes.values())
        for (const [id, { deletedAtMs }] of entries) if (deletedAtMs !== undefined) entries.delete(id)
    },
  }
}
