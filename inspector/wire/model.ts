import type { RecordRow, WireBatch, WireBatchPlace, WireEvent, WireOutcome } from './wire-event.ts'
import type { RecentPace } from './pace.ts'
import { addToPace } from './pace.ts'
import type { ShardView } from './shard-view.ts'

/** What became of a record in one function so far. */
export interface FunctionView {
  admitted: boolean
  invocations: number
  outcomes: readonly WireOutcome[]
  /** By the function's answer, where it exports no pipeline or has none of its own to say. */
  became: string | undefined
}

/** One delivery of a record: an invocation that carried it. */
export interface DeliveryView {
  readonly functionName: string
  readonly requestId: string
  readonly attempt: number
  readonly part: string
  readonly size: number
  readonly atMs: number
  result: string
}

/** A record as the page knows it. */
export interface LiveRecord {
  readonly row: RecordRow
  readonly seenAtMs: number
  readonly functions: Map<string, FunctionView>
  readonly deliveries: DeliveryView[]
}

/** A batch or a half of one, and its tries. */
export interface BatchNode {
  readonly part: string
  records: readonly number[]
  halved: boolean
  readonly tries: {
    requestId: string
    attempt: number
    atMs: number
    endedMs?: number
    result: string
    message?: string
  }[]
}

/** A batch from when it was closed. */
export interface BatchView {
  readonly id: string
  readonly functionName: string
  readonly shardId: string
  readonly lane: number
  readonly closedBy: string
  readonly atMs: number
  readonly records: readonly number[]
  readonly nodes: Map<string, BatchNode>
}

/** Everything that the events have told, as far as the page keeps it. */
export interface Model {
  readonly records: Map<number, LiveRecord>
  readonly batches: Map<string, BatchView>
  readonly shards: Map<string, ShardView>
  readonly pace: RecentPace
  readonly notes: { readonly name: string; readonly text: string; readonly atMs: number }[]
  received: number
  sent: number
  dropped: number
  forgotten: number
  isPaused: boolean
  parked: number
}

const mostRecords = 5_000
const mostBatches = 500
const mostNotes = 200

export const newModel = (): Model => ({
  ...{ records: new Map(), batches: new Map(), shards: new Map(), pace: new Map(), notes: [] },
  ...{ received: 0, sent: 0, dropped: 0, forgotten: 0, isPaused: false, parked: 0 },
})

const trim = <K>(map: Map<K, unknown>, most: number): number => {
  let gone = 0
  for (const key of map.keys()) {
    if (map.size <= most) break
    map.delete(key)
    gone += 1
  }
  return gone
}

const functionOf = ({ functions }: LiveRecord, name: string): FunctionView => {
  const known = functions.get(name)
  if (known !== undefined) return known
  const fresh: FunctionView = { admitted: true, invocations: 0, outcomes: [], became: undefined }
  functions.set(name, fresh)
  return fresh
}

const batchKey = ({ mapping, shardId, batchId }: WireBatchPlace): string => `${mapping} ${shardId} ${batchId}`

const nodeOf = (batch: BatchView, part: string): BatchNode => {
  const known = batch.nodes.get(part)
  if (known !== undefined) return known
  const fresh: BatchNode = { part, records: [], halved: false, tries: [] }
  batch.nodes.set(part, fresh)
  return fresh
}

type Of<E extends WireEvent['event']> = Extract<WireEvent, { readonly event: E }>

const invokeStarted = (model: Model, event: Of<'InvokeStarted'>): void => {
  const { requestId, attempt, atMs, part, records, functionName } = event
  const batch = model.batches.get(batchKey(event))
  if (batch !== undefined) {
    const node = nodeOf(batch, part)
    node.records = records
    node.tries.push({ requestId, attempt, atMs, result: 'running' })
  }
  for (const id of records) {
    const record = model.records.get(id)
    if (record === undefined) continue
    functionOf(record, functionName).invocations += 1
    const size = records.length
    record.deliveries.push({ functionName, requestId, attempt, part, size, atMs, result: 'running' })
  }
}

const invokeEnded = (model: Model, event: Of<'InvokeEnded'>): void => {
  const { requestId, result, message, atMs, part, answered, functionName, iteratorAgeMs } = event
  const batch = model.batches.get(batchKey(event))
  const last = batch && nodeOf(batch, part).tries.find(each => each.requestId === requestId)
  if (last !== undefined)
    Object.assign(last, { result, endedMs: atMs, ...(message !== undefined && { message }) })
  for (const [id, became] of answered) {
    const record = model.records.get(id)
    if (record === undefined) continue
    functionOf(record, functionName).became = became
    const delivery = record.deliveries.findLast(each => each.requestId === requestId)
    if (delivery !== undefined) delivery.result = became
  }
  const shard = model.shards.get(`${event.mapping} ${event.shardId}`)
  if (shard !== undefined) shard.iteratorAgeMs = iteratorAgeMs
}

const shardOf = (
  model: Model,
  event: Of<'RecordSeen' | 'ShardOpened' | 'Checkpointed' | 'ShardClosed'>,
): ShardView => {
  const { mapping, functionName, shardId } = event
  const key = `${mapping} ${shardId}`
  const known = model.shards.get(key)
  if (known !== undefined) return known
  const parentShardId = event.event === 'ShardOpened' ? event.parentShardId : undefined
  const fresh: ShardView = {
    ...{ mapping, functionName, shardId, parentShardId, isClosed: false, seen: 0, checkpoint: '' },
    iteratorAgeMs: undefined,
  }
  model.shards.set(key, fresh)
  return fresh
}

const recordSeen = (model: Model, event: Of<'RecordSeen'>): void => {
  const { record: row, atMs } = event
  shardOf(model, event).seen += 1
  const known = model.records.get(row.id)
  const record = known ?? { row, seenAtMs: atMs, functions: new Map(), deliveries: [] }
  // It is let through unless a filter says otherwise.
  functionOf(record, event.functionName)
  if (known !== undefined) return
  model.records.set(row.id, record)
  model.forgotten += trim(model.records, mostRecords)
}

const batchFormed = (model: Model, event: Of<'BatchFormed'>): void => {
  const { functionName, shardId, lane, closedBy, atMs, records } = event
  const id = batchKey(event)
  const nodes = new Map([['', { part: '', records, halved: false, tries: [] }]])
  model.batches.set(id, { id, functionName, shardId, lane, closedBy, atMs, records, nodes })
  trim(model.batches, mostBatches)
}

/** Draws the consequence of one event. */
export const applyEvent = (model: Model, event: WireEvent): void => {
  addToPace(model.pace, event)
  switch (event.event) {
    case 'RecordSeen':
      recordSeen(model, event)
      return
    case 'FilterDecided': {
      const record = model.records.get(event.record)
      if (record !== undefined) functionOf(record, event.functionName).admitted = event.admitted
      return
    }
    case 'BatchFormed':
      batchFormed(model, event)
      return
    case 'InvokeStarted':
      invokeStarted(model, event)
      return
    case 'InvokeEnded':
      invokeEnded(model, event)
      return
    case 'Bisected': {
      const batch = model.batches.get(batchKey(event))
      if (batch !== undefined) nodeOf(batch, event.part).halved = true
      return
    }
    case 'EffectWritten': {
      const record = model.records.get(event.record)
      if (record !== undefined) functionOf(record, event.functionName).outcomes = event.outcomes
      if (event.outcomes.some(({ outcome }) => outcome === 'parked')) model.parked += 1
      return
    }
    case 'Answered': {
      const record = model.records.get(event.record)
      if (record !== undefined) functionOf(record, event.functionName).became = event.became
      return
    }
    case 'Discarded':
      model.parked += 1
      return
    case 'ShardOpened':
      shardOf(model, event)
      return
    case 'ShardClosed':
      shardOf(model, event).isClosed = true
      return
    case 'Checkpointed':
      shardOf(model, event).checkpoint = event.sequenceNumber
      return
    case 'Paused':
    case 'Resumed':
      model.isPaused = event.event === 'Paused'
      return
    case 'Note':
      model.notes.push(event)
      model.notes.splice(0, model.notes.length - mostNotes)
  }
}

/** Takes a batch of the stream up; the counts are the server's, what was received is counted here. */
export const applyBatch = (model: Model, { events, sent, dropped }: WireBatch): void => {
  for (const event of events) applyEvent(model, event)
  model.received += events.length
  model.sent = sent
  model.dropped = dropped
}

/** How a record stands in a function, in one word. */
export const standing = ({ admitted, outcomes, became, invocations }: FunctionView): string => {
  if (!admitted) return 'filtered'
  if (outcomes.some(({ outcome }) => outcome === 'parked')) return 'parked'
  if (became === 'given-up' || became === 'dropped') return became
  if (became === 'retried' || outcomes.some(({ outcome }) => outcome === 'retry')) return 'retrying'
  if (became === 'applied') return 'applied'
  return invocations === 0 ? 'waiting' : 'running'
}

/** A row's text for the search: `pk:` and the like narrow it to a part. */
export const matchesSearch = ({ row, functions }: LiveRecord, search: string): boolean =>
  search
    .toLowerCase()
    .split(/\s+/)
    .filter(term => term !== '')
    .every(term => {
      const [part = '', ...rest] = term.split(':')
      const value = rest.join(':')
      if (part === 'pk' && value !== '') return row.key.toLowerCase().startsWith(value)
      if (part === 'event' && value !== '') return row.kind.toLowerCase() === value
      if (part === 'attr' && value !== '') return row.changed.some(name => name.toLowerCase() === value)
      if (part === 'table' && value !== '') return row.table.toLowerCase() === value
      if (part === 'handler' && value !== '')
        return [...functions].some(([name, { outcomes }]) =>
          [name, ...outcomes.map(({ processor }) => processor)].some(each => each.toLowerCase() === value),
        )
      if (part === 'status' && value !== '')
        return [...functions.values()].some(each => standing(each) === value)
      return row.key.toLowerCase().includes(term) || row.sequenceNumber.includes(term)
    })
