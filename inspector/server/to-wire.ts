import type { ProcessorReport } from '../../core/dispatch/report.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { EngineEvent } from '../../engine/events.ts'
import type { DevEvent } from '../../operations/dev/dev-event.ts'
import type { WireEvent, WireNote, WireOutcome } from '../wire/wire-event.ts'
import type { RecordRing } from './record-ring.ts'
import { shortText } from './record-row.ts'

const longestText = 2_000

/** What the translation goes by. */
export interface ToWireOptions {
  readonly ring: RecordRing
  readonly functionOf: (mapping: string) => string
  readonly now: () => number
}

const outcomeOf = ({ processor, outcome, ran, attempt, error }: ProcessorReport): WireOutcome => ({
  ...{ processor, outcome, ran, attempt },
  ...(error && { code: error.code, message: shortText(error.message, longestText) }),
  ...(error?.remedy !== undefined && { remedy: error.remedy }),
})

/** Streams by mapping, as the run said when it started. */
type Streams = Map<string, string>

const idOfRecord = (ring: RecordRing, { eventSourceARN = '', dynamodb }: StreamRecord): number =>
  ring.idOf(eventSourceARN, dynamodb?.SequenceNumber ?? '')

const idsOf = (ring: RecordRing, streamArn: string, numbers: readonly string[]): readonly number[] =>
  numbers.map(each => ring.idOf(streamArn, each))

const words = (event: object): string => {
  const { event: _, atMs: __, ...rest } = event as Readonly<Record<string, unknown>>
  return shortText(JSON.stringify(rest), longestText)
}

const noteOf = (event: DevEvent, atMs: number): WireNote => ({
  event: 'Note',
  name: event.event,
  atMs,
  text: 'message' in event ? shortText(event.message, longestText) : words(event),
})

const engineEvent = (
  event: EngineEvent,
  { ring, functionOf }: ToWireOptions,
  streams: Streams,
): WireEvent | undefined => {
  const { mapping, atMs } = event
  const place = { atMs, mapping, functionName: functionOf(mapping) }
  const arn = streams.get(mapping) ?? ''
  switch (event.event) {
    case 'RecordSeen':
      return { ...place, event: 'RecordSeen', shardId: event.shardId, record: ring.seen(event.record) }
    case 'FilterDecided':
      // Who has seen a record takes it as let through until it hears otherwise: most are, and each costs.
      if (event.admitted) return undefined
      return {
        ...{ ...place, event: 'FilterDecided', admitted: event.admitted },
        record: idOfRecord(ring, event.record),
      }
    case 'BatchFormed': {
      const { shardId, batchId, lane, closedBy, sequenceNumbers } = event
      const records = idsOf(ring, arn, sequenceNumbers)
      return { ...place, event: 'BatchFormed', shardId, batchId, lane, closedBy, records }
    }
    case 'InvokeStarted': {
      const { shardId, batchId, part, requestId, attempt, iteratorAgeMs, sequenceNumbers } = event
      const records = idsOf(ring, arn, sequenceNumbers)
      return {
        ...{ ...place, event: 'InvokeStarted', shardId, batchId, part, requestId },
        ...{ attempt, iteratorAgeMs, records },
      }
    }
    case 'InvokeEnded': {
      const { shardId, batchId, part, requestId, result, message, iteratorAgeMs } = event
      const answered = event.answered.map(each => [idOfRecord(ring, each.record), each.became] as const)
      return {
        ...{ ...place, event: 'InvokeEnded', shardId, batchId, part, requestId, result, answered },
        ...(message !== undefined && { message: shortText(message, longestText) }),
        iteratorAgeMs,
      }
    }
    case 'Bisected': {
      const { shardId, batchId, part, sizes } = event
      return { ...place, event: 'Bisected', shardId, batchId, part, sizes }
    }
    case 'Discarded': {
      const { shardId, condition } = event
      const records = event.records.map(each => idOfRecord(ring, each))
      return { ...place, event: 'Discarded', shardId, condition, records }
    }
    case 'EffectWritten': {
      const { report } = event
      const record = ring.idOf(report.streamArn, report.sequenceNumber)
      return { ...place, event: 'EffectWritten', record, outcomes: report.outcomes.map(outcomeOf) }
    }
    case 'ShardOpened':
      return { ...place, event: 'ShardOpened', shardId: event.shardId, parentShardId: event.parentShardId }
    case 'ShardClosed':
      return { ...place, event: 'ShardClosed', shardId: event.shardId }
    case 'Checkpointed':
      return {
        ...{ ...place, event: 'Checkpointed', shardId: event.shardId },
        sequenceNumber: event.sequenceNumber,
      }
    default:
      return noteOf(event, atMs)
  }
}

/** What happens in a run, as the page gets it. Nothing for what it does not show. */
export const toWire = (options: ToWireOptions): ((event: DevEvent) => WireEvent | undefined) => {
  const streams: Streams = new Map()
  return event => {
    const atMs = options.now()
    switch (event.event) {
      case 'Started':
        for (const { mapping, streamArn } of event.mappings) streams.set(mapping, streamArn)
        return noteOf(event, atMs)
      case 'Answered': {
        const { streamArn, sequenceNumber, functionName, became } = event
        const record = options.ring.idOf(streamArn, sequenceNumber)
        return { event: 'Answered', atMs: event.atMs, mapping: functionName, functionName, record, became }
      }
      case 'Paused':
      case 'Resumed':
        return { event: event.event, atMs }
      case 'Writing':
      case 'Fetching':
        return undefined
      default:
        return 'mapping' in event ? engineEvent(event, options, streams) : noteOf(event, atMs)
    }
  }
}
