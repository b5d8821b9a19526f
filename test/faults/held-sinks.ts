import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import type { Clock } from '../../core/clock.ts'
import type { Cache } from '../../processors/cache-invalidation/cache.ts'
import type { SearchStore } from '../../processors/search-index/search-store.ts'
import type { ItemTrouble } from './search-double.ts'
import { searchDouble } from './search-double.ts'
import type { SearchEngineDouble } from './search-engine-double.ts'
import { searchEngineDouble } from './search-engine-double.ts'

/** What a message or an audit line tells of: one write. */
export interface HeldChange {
  readonly streamArn: string
  readonly sequenceNumber: string
  readonly key: string
  /** Whose write it was, where the sink says it. */
  readonly origin?: string
}

/** The one name of a write, made of what the stream says of it. */
export const writeName = ({ streamArn, sequenceNumber, key }: HeldChange): string =>
  `${streamArn} ${sequenceNumber} ${key}`

/** Everything that outlives functions: what was made of the writes. */
export interface HeldSinks {
  readonly engine: SearchEngineDouble
  readonly search: SearchStore
  /** What single documents are refused for. */
  readonly itemTrouble: { now: ItemTrouble | undefined }
  /** Documents as they were written, in order. */
  readonly documentsWritten: { readonly key: string; readonly version: bigint; readonly note: number }[]
  /** Items of which a document function makes nothing until it is mended. */
  readonly poison: { isMended: boolean }
  readonly cache: Map<string, string>
  /** The same as functions and readers reach it. */
  readonly cacheStore: Cache
  /** Audit lines by their id, in the order in which they came first. */
  readonly audit: Map<string, HeldChange>
  /** The writes that the audit tells of. */
  readonly audited: Set<string>
  /** Messages that may repeat, and those that may not. */
  readonly post: HeldChange[]
  readonly mail: HeldChange[]
  readonly ledger: ReturnType<typeof memoryLedgerStore>
  readonly claims: ReturnType<typeof memoryClaimStore>
  /** Parked changes and discarded batches, by key. */
  readonly failed: Map<string, string>
}

const cacheOf = (entries: Map<string, string>): Cache => ({
  invalidate: async ({ keys }) => {
    for (const key of keys) entries.delete(key)
    return Promise.resolve()
  },
  get: async key => Promise.resolve(entries.get(key)),
  set: async (key, value) => Promise.resolve(void entries.set(key, value)),
})

/** Empty sinks. */
export const heldSinks = (clock: Clock, gcDeletesMs: number): HeldSinks => {
  const engine = searchEngineDouble(clock, gcDeletesMs)
  const itemTrouble: HeldSinks['itemTrouble'] = { now: undefined }
  const documentsWritten: HeldSinks['documentsWritten'] = []
  const cache: HeldSinks['cache'] = new Map()
  const noting: SearchEngineDouble = {
    ...engine,
    bulk: operations => {
      const answers = engine.bulk(operations)
      for (const [at, { op, source, index }] of operations.entries()) {
        const version = answers[at]?.version
        if (op === 'delete' || source === undefined || version === undefined || index !== 'things') continue
        const [document] = JSON.parse(source) as [string]
        const { key, note } = JSON.parse(document) as { key: string; note: number }
        documentsWritten.push({ key, version, note })
      }
      return answers
    },
  }
  return {
    engine,
    search: searchDouble(noting, operation => itemTrouble.now?.(operation)),
    itemTrouble,
    documentsWritten,
    poison: { isMended: false },
    cache,
    cacheStore: cacheOf(cache),
    audit: new Map(),
    audited: new Set(),
    post: [],
    mail: [],
    ledger: memoryLedgerStore(),
    claims: memoryClaimStore(),
    failed: new Map(),
  }
}
