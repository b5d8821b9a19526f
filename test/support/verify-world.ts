import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { Clock } from '../../core/clock.ts'
import { everything } from '../../core/filter/words.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { seededRandom } from '../../model/northwind/seeded-random.ts'
import type { VerifyTablesOptions } from '../../operations/verify/verify-options.ts'
import type { VerifyEvent, VerifySummary } from '../../operations/verify/verify-event.ts'
import { verifyTables } from '../../operations/verify/verify-tables.ts'
import type { SearchStore } from '../../processors/search-index/search-store.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import { functionOf } from './pipeline.ts'
import { recordOf } from './records.ts'
import { readerOf } from './table-double.ts'

/** How a table is used while it is compared. */
export interface Load {
  readonly seed: number
  readonly keys: number
  /** Milliseconds between two writes. */
  readonly everyMs: number
  /** Milliseconds after which a change has arrived at the latest. */
  readonly lagMs: number
  readonly isIdDerived: boolean
}

/** A table that is written, a pipeline that is late, and an index; time goes on when somebody waits or asks. */
export interface VerifyWorld {
  readonly table: Map<string, Image>
  readonly store: SearchStore
  readonly clock: Clock
  readonly processor: Processor
  /** Delivers what is on its way, and writes nothing more. */
  readonly drain: () => Promise<void>
  readonly verify: (
    folder: string,
    options?: Partial<VerifyTablesOptions>,
  ) => Promise<{ readonly summary: VerifySummary; readonly events: readonly VerifyEvent[] }>
}

type Named = Readonly<Record<'text' | 'name', unknown>>

const stepMs = 10
const readMs = 3

/**
 * Keys from `live-` on are written, others stay as they are. A MODIFY may bring old content back; what is put back after
 * a removal, or under another id, is new, as only then a look can tell one absence from the next.
 */
export const verifyWorld = async ({
  seed,
  keys,
  everyMs,
  lagMs,
  isIdDerived,
}: Load): Promise<VerifyWorld> => {
  const random = seededRandom(seed)
  const table = new Map<string, Image>()
  const inner = memorySearchStore()
  let [nowMs, nextWriteMs, written, isOver] = [1_767_225_600_000, 1_767_225_600_000, 0, false]
  let onItsWay: { readonly dueMs: number; readonly record: StreamRecord }[] = []
  const lastDue = new Map<string, number>()

  const store: SearchStore = {
    ...inner,
    look: async request => {
      await advance(readMs)
      return inner.look(request)
    },
    documents: async function* (index) {
      for await (const each of inner.documents(index)) {
        if (random() < 0.2) await advance(readMs)
        yield each
      }
    },
  }
  const indexed = (to: SearchStore): Processor =>
    searchIndex({
      filter: everything().where({ type: 'THING' }),
      store: to,
      index: 'things',
      document: ({ after }) => ({ text: (after as Named)['text'] }),
      ...(isIdDerived && {
        id: change => String(((change.kind === 'REMOVE' ? change.before : change.after) as Named)['name']),
      }),
    })
  const pipeline = functionOf([indexed(inner)], {
    items: { read: async address => Promise.resolve(table.get((address.keys['PK'] as { S: string }).S)) },
  })

  const write = (key: string): void => {
    const before = table.get(key)
    written += 1
    const isRemoval = before !== undefined && random() < 0.3
    const isFresh = before === undefined || random() < 0.3
    const name = isFresh ? `${key}.${written}` : (before['name'] as { S: string }).S
    const text = isFresh ? `new ${written}` : `old ${Math.floor(random() * 2)}`
    const after = { text, name }
    const kind = before === undefined ? 'INSERT' : isRemoval ? 'REMOVE' : 'MODIFY'
    const record = recordOf({ seq: written, key, kind, before, after })
    if (isRemoval) table.delete(key)
    else table.set(key, record.dynamodb?.NewImage ?? {})
    const dueMs = Math.max(lastDue.get(key) ?? 0, nowMs + random() * lagMs)
    lastDue.set(key, dueMs)
    onItsWay.push({ dueMs, record })
  }

  const deliver = async (): Promise<void> => {
    const due = onItsWay.filter(({ dueMs }) => dueMs <= nowMs)
    onItsWay = onItsWay.filter(({ dueMs }) => dueMs > nowMs)
    const failed = due.length === 0 ? [] : await pipeline.invoke(due.map(({ record }) => record))
    if (failed.length > 0) throw new Error(`the pipeline of the world failed at ${failed.join()}`)
  }

  const advance = async (ms: number): Promise<void> => {
    const untilMs = nowMs + ms
    while (nowMs < untilMs) {
      nowMs = Math.min(untilMs, nowMs + stepMs)
      while (!isOver && nextWriteMs <= nowMs) {
        nextWriteMs += everyMs
        write(`live-${Math.floor(random() * keys)}`)
      }
      await deliver()
    }
  }
  const clock: Clock = { now: () => nowMs, wait: async ms => advance(ms) }
  const processor = indexed(store)
  await advance(keys * everyMs * 2)

  return {
    table,
    store: inner,
    clock,
    processor,
    drain: async () => {
      isOver = true
      await advance(lagMs)
    },
    verify: async (folder, options = {}) => {
      const events: VerifyEvent[] = []
      const reader = readerOf(
        { keys: () => table.keys(), get: key => table.get(key) },
        { pageItems: 7, onRead: async () => advance(readMs) },
      )
      const summary = await verifyTables({
        subjects: [{ functionName: 'f', processors: [processor], tables: [reader] }],
        scope: { type: 'full' },
        folder,
        segments: 3,
        pauseMs: lagMs * 2,
        clock,
        random,
        signal: new AbortController().signal,
        tell: event => events.push(event),
        ...options,
      })
      return { summary, events }
    },
  }
}

/** The differences that were told. */
export const toldDifferences = (events: readonly VerifyEvent[]): readonly string[] =>
  events.flatMap(each => (each.event === 'Difference' ? [`${each.problem} ${each.id}`] : [])).toSorted()
