import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryVersionCounters } from '../../adapters/memory/memory-version-counters.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import type { Change } from '../../core/change/change.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import type { ParkedObject } from '../../core/parking/park.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { attributeVersion } from '../../core/version/attribute-version.ts'
import { ledgerVersion } from '../../core/version/ledger-version.ts'
import type { VersionCounters } from '../../core/version/version-counters.ts'
import type { VersionStrategy } from '../../core/version/version-strategy.ts'
import { sequenceVersion } from '../../core/version/version-strategy.ts'
import { seededRandom } from '../../model/northwind/seeded-random.ts'
import type { SearchStore } from '../../processors/search-index/search-store.ts'
import type { SearchIndexOptions } from '../../processors/search-index/search-index.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import { functionOf } from '../support/pipeline.ts'
import type { Chances, Shard } from './history.ts'
import { drawHistory } from './history.ts'
import { forgetfulSearchStore } from './forgetful-search-store.ts'
import { drawnTurns } from './turns.ts'
import type { SearchInvocation, Trouble } from './unreliable-store.ts'
import { unreliablePorts } from './unreliable-store.ts'

interface UserImage {
  readonly email: string
  readonly note: number
  readonly active: boolean
}

const User = entity<'User', UserImage>('User', { match: { type: 'USER' } })

/** What a world is like. */
export interface WorldOptions {
  readonly seed: number
  readonly writes: number
  readonly chances: Chances
  readonly trouble: Trouble
  /** Tombstones are forgotten now and then. */
  readonly forgetful: boolean
  /** Documents are named by an attribute, which items hand to each other. */
  readonly isIdDerived: boolean
  /** The function can read the table. */
  readonly hasItems: boolean
  /** What the versions of documents are made of. @defaultValue 'sequence' */
  readonly strategy?: StrategyName
}

/** The strategies that are held to the laws. */
export type StrategyName = 'sequence' | 'attribute' | 'ledger'

const strategies: Readonly<Record<StrategyName, (counters: VersionCounters) => VersionStrategy>> = {
  sequence: () => sequenceVersion(),
  attribute: () => attributeVersion('_v'),
  ledger: counters => ledgerVersion({ counters }),
}

/** How a world ended. */
export interface EndedWorld {
  /** The table at the end. */
  readonly table: ReadonlyMap<string, Image>
  /** Documents by id. */
  readonly documents: ReadonlyMap<string, { readonly note: number; readonly owner: string }>
  /** What stayed parked after everything was brought home that could be. */
  readonly parked: readonly ParkedObject[]
}

const processorOn = (store: SearchStore, isIdDerived: boolean, version: VersionStrategy): Processor => {
  const shared: SearchIndexOptions<Change<'User', UserImage>> = {
    filter: when(User).where({ active: true }),
    store,
    index: 'users',
    version,
    document: change => ({ note: change.after.note, owner: change.key }),
  }
  return searchIndex(
    isIdDerived
      ? { ...shared, id: change => (change.kind === 'REMOVE' ? change.before : change.after).email }
      : shared,
  )
}

const parkedIn = async (parking: ReturnType<typeof memoryParkingStore>): Promise<readonly ParkedObject[]> => {
  const found: ParkedObject[] = []
  for await (const { body } of parking.list()) found.push(JSON.parse(body) as ParkedObject)
  return found
}

/** Lets a table live, its streams be delivered in trouble and then without, and what was parked be brought home. */
export const runWorld = async (options: WorldOptions): Promise<EndedWorld> => {
  const random = seededRandom(options.seed)
  const history = drawHistory(random, options.writes, options.chances)
  const turns = drawnTurns(random)
  const table = new Map<string, Image>()
  let isWritten = false
  const store = forgetfulSearchStore(() => options.forgetful && random() < 0.05)
  const late: Promise<unknown>[] = []
  let trouble = options.trouble
  const versionFor = strategies[options.strategy ?? 'sequence']
  const ports = unreliablePorts(
    store,
    memoryVersionCounters(),
    () => table,
    turns,
    random,
    () => trouble,
    late,
  )
  const parking = memoryParkingStore()
  const ledger = memoryLedgerStore()

  const newContainer = () => {
    let invocation: SearchInvocation = { isDead: false }
    const { store: reached, items, counters } = ports(() => invocation)
    const { invoke } = functionOf([processorOn(reached, options.isIdDerived, versionFor(counters))], {
      ledger,
      parking,
      ...(options.hasItems && { items }),
    })
    return async (records: readonly StreamRecord[], isLate = false) => {
      invocation = { isDead: false }
      const mine = invocation
      const failed = await invoke(records, { isLate, ...(isLate && { ledger: memoryLedgerStore() }) })
      return mine.isDead ? undefined : failed.length
    }
  }

  /** People write while functions run: so an item may have moved on when its record is delivered. */
  const write = async (): Promise<void> => {
    for (const { key, after, shard, record } of history.writes) {
      for (let wait = random() * 12; wait > 0; wait -= 1) await turns.pause()
      if (after === undefined) table.delete(key)
      else table.set(key, after)
      shard.records.push(record)
    }
    isWritten = true
  }

  const work = async (shard: Shard): Promise<void> => {
    let container = newContainer()
    let position = 0
    while (!isWritten || position < shard.records.length) {
      await turns.pause()
      if (position === shard.records.length) continue
      if (random() < 0.2) container = newContainer()
      const batch = shard.records.slice(position, position + 1 + Math.floor(random() * 4))
      const failed = await container(batch)
      if (failed === undefined) container = newContainer()
      // Reported ones come again with what follows them; so does, now and then, what was through.
      else if (failed === 0 && random() < 0.9) position += batch.length
    }
  }

  await turns.runUntil(Promise.all([write(), ...history.shards.map(work)]))
  await turns.runUntil(Promise.all(late))
  trouble = { crash: 0, lateWrite: 0 }
  const left = new Map(
    (await parkedIn(parking)).map(each => [`${each.streamArn} ${each.sequenceNumber}`, each]),
  )
  for (let round = 0; options.hasItems && round < 3; round += 1) {
    for (const [place, { record }] of left) {
      const redrive = memoryParkingStore()
      const { store: reached, items, counters } = ports(() => ({ isDead: false }))
      const redriven = processorOn(reached, options.isIdDerived, versionFor(counters))
      const { invoke } = functionOf([redriven], { parking: redrive, items })
      await turns.runUntil(invoke([record], { isLate: true }))
      if ((await parkedIn(redrive)).length === 0) left.delete(place)
    }
  }
  const documents = new Map<string, { readonly note: number; readonly owner: string }>()
  for await (const [id, document] of store.documents('users'))
    documents.set(id, JSON.parse(document) as { readonly note: number; readonly owner: string })
  return { table, documents, parked: [...left.values()] }
}

/** Of every id the items that claim it, by reading the table alone. */
export const claimsIn = (
  table: ReadonlyMap<string, Image>,
  isIdDerived: boolean,
): ReadonlyMap<string, readonly { readonly note: number; readonly owner: string }[]> => {
  const claims = new Map<string, { note: number; owner: string }[]>()
  for (const [owner, { type, email, note, active }] of table) {
    const isWanted =
      type !== undefined &&
      'S' in type &&
      type.S === 'USER' &&
      active !== undefined &&
      'BOOL' in active &&
      active.BOOL
    if (!isWanted || email === undefined || !('S' in email) || note === undefined || !('N' in note)) continue
    const id = isIdDerived ? email.S : owner
    claims.set(id, [...(claims.get(id) ?? []), { note: Number(note.N), owner }])
  }
  return claims
}
