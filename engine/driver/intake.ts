import { matchesPattern } from '../../core/pattern/matches-pattern.ts'
import { itemKey } from '../../core/record/item-key.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { AdmittedRecord, ShardLane } from '../machine/shard-lane.ts'
import { admit } from '../machine/shard-lane.ts'
import type { Mapping } from './mapping.ts'

/** So much waits in memory per lane at most; reading pauses above. Two batches, so that one is ready while one runs. */
const waitingBatches = 2
const waitingBytes = 12 * 1024 * 1024

const isWanted = ({ patterns, envelope }: Mapping, record: StreamRecord): boolean => {
  if (patterns.length === 0) return true
  const filtered = envelope.filtered(record)
  return patterns.some(pattern => matchesPattern(pattern, filtered))
}

const laneNumber = ({ choices }: Mapping, record: StreamRecord, lanes: number): number =>
  lanes === 1 ? 0 : choices.laneOf(itemKey(record.dynamodb?.Keys ?? {}), lanes)

const admitted = ({ choices, envelope }: Mapping, record: StreamRecord): AdmittedRecord => ({
  record,
  bytes:
    choices.payloadMeasure === 'record-sizes'
      ? (record.dynamodb?.SizeBytes ?? 0)
      : Buffer.byteLength(JSON.stringify(envelope.sent(record))),
})

/** Puts records that pass the filters into their lanes, and gives back those that do not. */
export const takeIn = (
  mapping: Mapping,
  shardId: string,
  lanes: ShardLane[],
  records: readonly StreamRecord[],
): readonly StreamRecord[] => {
  const unwanted: StreamRecord[] = []
  const wanted = new Map<number, AdmittedRecord[]>()
  for (const record of records) {
    const isIn = isWanted(mapping, record)
    mapping.tell({ event: 'RecordSeen', shardId, record })
    mapping.tell({ event: 'FilterDecided', shardId, record, admitted: isIn })
    if (!isIn) {
      unwanted.push(record)
      continue
    }
    const lane = laneNumber(mapping, record, lanes.length)
    const ofLane = wanted.get(lane)
    if (ofLane === undefined) wanted.set(lane, [admitted(mapping, record)])
    else ofLane.push(admitted(mapping, record))
  }
  for (const [index, each] of wanted) {
    const lane = lanes[index]
    if (lane !== undefined) lanes[index] = admit(lane, each, mapping.clock.now())
  }
  return unwanted
}

/** True while there is room for another page. */
export const hasRoom = ({ settings }: Mapping, lanes: readonly ShardLane[]): boolean => {
  let records = 0
  let bytes = 0
  for (const { buffer } of lanes) {
    records += buffer.length
    for (const each of buffer) bytes += each.bytes
  }
  const most = waitingBatches * settings.BatchSize * lanes.length
  return records < most && bytes < waitingBytes * lanes.length
}
