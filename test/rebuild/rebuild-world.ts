import { memorySearchEngine } from '../../adapters/memory/memory-index-admin.ts'
import { memoryVersionCounters } from '../../adapters/memory/memory-version-counters.ts'
import type { IndexAdmin } from '../../adapters/opensearch/index-definition.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { everything } from '../../core/filter/words.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { attributeVersion } from '../../core/version/attribute-version.ts'
import { ledgerVersion } from '../../core/version/ledger-version.ts'
import type { VersionStrategy } from '../../core/version/version-strategy.ts'
import { sequenceVersion } from '../../core/version/version-strategy.ts'
import { seededRandom } from '../../model/northwind/seeded-random.ts'
import type { RebuildEvent, RebuildSummary } from '../../operations/rebuild/rebuild-event.ts'
import { rebuildIndex } from '../../operations/rebuild/rebuild-index.ts'
import type { LatenessSince, RebuildOptions } from '../../operations/rebuild/rebuild-run.ts'
import type { TableReader } from '../../operations/verify/table-reader.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import type { SearchStore } from '../../processors/search-index/search-store.ts'
import { functionOf } from '../support/pipeline.ts'
import { recordOf } from '../support/records.ts'
import { readerOf } from '../support/table-double.ts'
import { simulation } from './simulation.ts'

/** The strategies that a rebuild is held to. */
export type RebuiltStrategy = 'sequence' | 'epoch' | 'attribute' | 'ledger'

/** What a world is like. */
export interface RebuildWorldOptions {
  readonly seed: number
  readonly strategy: RebuiltStrategy
  readonly isIdDerived: boolean
  readonly keys: number
  readonly everyMs: number
}

/** How a run ended, by itself or because it was killed. */
export type Ended = RebuildSummary | 'killed'

/** A table in use, two shards with functions that are late, and a search engine. */
export interface RebuildWorld {
  readonly table: Map<string, Image>
  readonly admin: IndexAdmin
  readonly store: SearchStore
  readonly events: RebuildEvent[]
  /** Items that were written between the first page that was filled in and the last one. */
  readonly writtenWhileFilling: () => number
  /** Calls of ports that the last run made. */
  readonly calls: () => number
  /** A run that is killed at its call of that number; what it was about may arrive up to a minute later, or never. */
  readonly rebuild: (
    folder: string,
    changes?: Partial<RebuildOptions> & { readonly killedAt?: number },
  ) => Promise<Ended>
  /** Nothing is written any more, and what is on its way arrives. */
  readonly drain: () => Promise<void>
  /** Documents of an index or alias by id. */
  readonly documents: (index: string) => Promise<ReadonlyMap<string, string>>
}

const invocationMs = 15_000
/** A minute, for which a process trusts the mark, and an invocation. */
const settleMs = 60_000 + invocationMs
const mostMsOfPage = 4_000
const startMs = 1_767_225_600_000

type Named = Readonly<Record<'text' | 'name', string>>

/** What an item is to have, by the table alone: kept apart from the code that is tested. */
export const wantedDocuments = (
  table: ReadonlyMap<string, Image>,
  isIdDerived: boolean,
): ReadonlyMap<string, string> => {
  const wanted = new Map<string, string>()
  for (const [key, { text, name, shown }] of table) {
    if (shown === undefined || !('BOOL' in shown) || !shown.BOOL) continue
    if (text === undefined || !('S' in text) || name === undefined || !('S' in name)) continue
    wanted.set(isIdDerived ? name.S : key, `{"text":"${text.S}"}`)
  }
  return wanted
}

export const rebuildWorld = async (options: RebuildWorldOptions): Promise<RebuildWorld> => {
  const { seed, strategy, isIdDerived, keys, everyMs } = options
  const random = seededRandom(seed)
  const { clock, runUntil } = simulation(startMs)
  const { store: engine, admin } = memorySearchEngine()
  const counters = memoryVersionCounters()
  const versions: Readonly<Record<RebuiltStrategy, () => VersionStrategy>> = {
    sequence: () => sequenceVersion(),
    epoch: () => sequenceVersion({ epoch: 17 }),
    attribute: () => attributeVersion('_v'),
    ledger: () => ledgerVersion({ counters }),
  }
  const table = new Map<string, Image>()
  const lastVersion = new Map<string, number>()
  const lanes: StreamRecord[][] = [[], []]
  const events: RebuildEvent[] = []
  const writtenAtMs: number[] = []
  let [written, isOver, calls] = [0, false as boolean, 0]

  const indexed = (store: SearchStore): Processor =>
    searchIndex({
      filter: everything().where({ shown: true }),
      store,
      index: 'things',
      version: versions[strategy](),
      document: ({ after }) => ({ text: (after as Named).text }),
      ...(isIdDerived && {
        id: change => ((change.kind === 'REMOVE' ? change.before : change.after) as Named).name,
      }),
    })

  const write = (key = `k${Math.floor(random() * keys)}`): void => {
    const before = table.get(key)
    written += 1
    writtenAtMs.push(clock.now())
    const isRemoval = before !== undefined && random() < 0.35
    const version = (lastVersion.get(key) ?? 0) + 1
    lastVersion.set(key, version)
    // Names are handed on only by being given up: what nobody has any more somebody else may take.
    const after = {
      text: `t${written}`,
      name: { S: `${key}-${Math.floor(random() * 2)}` },
      shown: { BOOL: random() < 0.85 },
      _v: { N: String(version) },
    }
    const kind = before === undefined ? 'INSERT' : isRemoval ? 'REMOVE' : 'MODIFY'
    const plain = recordOf({ seq: written, key, kind, after })
    const record = {
      ...plain,
      dynamodb: { ...plain.dynamodb, ...(before && { OldImage: before }) },
    } as StreamRecord
    if (isRemoval) table.delete(key)
    else table.set(key, record.dynamodb?.NewImage ?? {})
    lanes[Number(key.slice(1)) % 2]?.push(record)
  }

  const slow = (mostMs: number): SearchStore => ({
    ...engine,
    write: async operations => {
      await clock.wait(random() * mostMs)
      const results = await engine.write(operations)
      await clock.wait(random() * mostMs)
      return results
    },
    look: async request => {
      await clock.wait(random() * 5)
      return engine.look(request)
    },
  })

  const items = {
    read: async (address: { keys: Image }) =>
      Promise.resolve(table.get((address.keys['PK'] as { S: string }).S)),
  }
  const over = (): boolean => isOver
  // Of what is written again and again the comparison knows that it is on its way; what is written once must be there.
  let once = 2_000
  const writing = async (): Promise<void> => {
    while (!over()) {
      await clock.wait(everyMs * 2 * random())
      if (over()) return
      if (random() < 0.2) write(`k${(once += 1)}`)
      else write()
    }
  }
  const consuming = async (lane: StreamRecord[]): Promise<void> => {
    let container = functionOf([indexed(slow(800))], { items, clock })
    while (!isOver || lane.length > 0) {
      await clock.wait(random() * 2_000)
      const batch = lane.slice(0, 1 + Math.floor(random() * 5))
      if (batch.length === 0) continue
      if (random() < 0.05) container = functionOf([indexed(slow(800))], { items, clock })
      const failed = await container.invoke(batch, { deadlineAtMs: clock.now() + invocationMs })
      for (const { key, reason } of await container.parked())
        throw new Error(`the function of the world parked ${key}: ${reason.message}`)
      // Now and then an answer is lost, and the batch comes again.
      if (failed.length === 0 && random() < 0.9) lane.splice(0, batch.length)
    }
  }
  await admin.createIndex({ alias: 'things' })
  for (let count = 0; count < keys; count += 1) write()
  // Items that nobody writes while the rebuild runs: only a fill brings them.
  for (let count = 0; count < 30; count += 1) write(`k${1_000 + count}`)
  const living = Promise.all([writing(), ...lanes.map(consuming)])
  living.catch(() => undefined)
  await runUntil(clock.wait(20_000))

  const rebuild: RebuildWorld['rebuild'] = async (folder, { killedAt = Infinity, ...changes } = {}) => {
    let isDead = false
    const dead = (): boolean => isDead
    calls = 0
    let kill: () => void = () => undefined
    const killed = new Promise<'killed'>(resolve => {
      kill = () => {
        resolve('killed')
      }
    })
    const never = new Promise<never>(() => undefined)
    const call = async <T>(work: () => Promise<T>): Promise<T> => {
      if (dead()) return never
      calls += 1
      if (calls < killedAt) {
        await clock.wait(random() * 20)
        // The kernel may have sent what the process asked for in its last moment.
        return dead() ? (await work().catch(() => undefined), never) : work()
      }
      isDead = true
      kill()
      if (random() < 0.7) {
        await clock.wait(random() * 60_000)
        await work().catch(() => undefined)
      }
      return never
    }
    const store: SearchStore = {
      ...engine,
      write: async operations => call(async () => engine.write(operations)),
      look: async request => call(async () => engine.look(request)),
      readMark: async index => call(async () => engine.readMark(index)),
      writeMark: async (index, mark) => call(async () => engine.writeMark(index, mark)),
    }
    const reader = readerOf({ keys: () => table.keys(), get: key => table.get(key) }, { pageItems: 4 })
    const tables: TableReader = {
      ...reader,
      page: async (request, signal) => {
        // A table is read for as long as it takes to write some of its items.
        await clock.wait(random() * mostMsOfPage)
        return call(async () => reader.page(request, signal))
      },
      read: async (asked, signal) => call(async () => reader.read(asked, signal)),
    }
    const administered: IndexAdmin = {
      ...admin,
      describeAlias: async alias => call(async () => admin.describeAlias(alias)),
      createForRun: async request => call(async () => admin.createForRun(request)),
      switchAlias: async (alias, index) => call(async () => admin.switchAlias(alias, index)),
      endRun: async (index, gc) => call(async () => admin.endRun(index, gc)),
      runOf: async index => call(async () => admin.runOf(index)),
    }
    const onTime: LatenessSince = async () =>
      call(async () => Promise.resolve({ nowMs: 2_000, mostMs: 2_000 }))
    const run = rebuildIndex({
      alias: 'things',
      subjects: [{ functionName: 'f', processors: [indexed(store)], tables: [tables] }],
      admin: administered,
      lateness: onTime,
      folder,
      run: `run-${seed}`,
      segments: 3,
      settleMs,
      pauseMs: 60_000,
      clock,
      random,
      signal: new AbortController().signal,
      tell: event => events.push(event),
      ...changes,
    })
    run.catch(() => undefined)
    return runUntil(Promise.race([run, killed]))
  }
  return {
    table,
    admin,
    store: engine,
    events,
    writtenWhileFilling: () => {
      const filledAtMs = events.flatMap(each => (each.event === 'Filling' ? [each.atMs] : []))
      const [firstMs, lastMs] = [Math.min(...filledAtMs), Math.max(...filledAtMs)]
      return writtenAtMs.filter(atMs => firstMs < atMs && atMs < lastMs).length
    },
    calls: () => calls,
    rebuild,
    drain: async () => {
      isOver = true
      await runUntil(living)
      await runUntil(clock.wait(120_000))
    },
    documents: async index => {
      const found = new Map<string, string>()
      for await (const [id, document] of engine.documents(index)) found.set(id, document)
      return found
    },
  }
}
