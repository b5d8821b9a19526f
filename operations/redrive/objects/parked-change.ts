import type { Doubt } from '../../../core/ledger/effect-claim.ts'
import { routingName } from '../../../core/dispatch/malformed.ts'
import type { ParkedObject } from '../../../core/parking/park.ts'
import { parkingKey } from '../../../core/parking/park.ts'
import type { RecordView } from '../../../core/record/record-view.ts'
import { isNumberOf } from '../../../core/record/check-record.ts'
import { compareSequenceNumbers } from '../../../core/record/sequence-number.ts'

/** True for a record that could not be routed when it was parked: all processors wait for it. */
export const isUnrouted = ({ processor }: ParkedObject): boolean => processor === routingName

/** What a parked change says of its own doubt, in whatever words: that it says so is enough. */
export const doubtIn = ({ inDoubt, reason }: ParkedObject): Doubt | undefined => {
  if (inDoubt === undefined) return undefined
  const ms = Date.parse(inDoubt.claimedAt ?? '')
  const why = typeof inDoubt.why === 'string' ? inDoubt.why : reason.code
  return { claimedAtMs: Number.isNaN(ms) ? undefined : ms, why }
}

const words = ['processor', 'functionName', 'stage', 'streamArn', 'sequenceNumber'] as const

/** A file store writes each part of a key so. */
const asFileName = (part: string): string => encodeURIComponent(part).replaceAll('.', '%2E')

/** Compares from the end: a place may be a folder of another, or hold it. */
const liesAt = (own: string, key: string): boolean => {
  const [mine, there] = [own.split('/').reverse(), key.split('/').reverse()]
  return mine
    .slice(0, there.length)
    .every((part, index) => there[index] === part || there[index] === asFileName(part))
}

/** Refuses an object that lacks a word, or that lies where another one would. */
export const checkPlace = (parked: ParkedObject, key: string): void => {
  for (const word of words)
    if (typeof parked[word] !== 'string') throw new Error(`its ${word} is ${JSON.stringify(parked[word])}`)
  if (!isNumberOf(parked.record, parked.sequenceNumber))
    throw new Error(`its sequenceNumber is ${JSON.stringify(parked.sequenceNumber)}`)
  const own = parkingKey(parked)
  if (!liesAt(own, key)) throw new Error(`what it says belongs to ${own}, which is another place`)
}

const differs = (what: string, said: unknown, found: unknown): Error =>
  new Error(`its ${what} is ${JSON.stringify(said)}, and that of its record ${JSON.stringify(found)}`)

/** Refuses an object that says of its record what the record does not say. */
export const checkRecord = (parked: ParkedObject, view: RecordView): void => {
  const { key, sequenceNumber, streamArn } = parked
  if (streamArn !== view.streamArn) throw differs('streamArn', streamArn, view.streamArn)
  if (compareSequenceNumbers(sequenceNumber, view.sequenceNumber) !== 0)
    throw differs('sequenceNumber', sequenceNumber, view.sequenceNumber)
  // What could not be routed may have had no key that could be read.
  if (key !== view.key && !(isUnrouted(parked) && key === '')) throw differs('key', key, view.key)
}
