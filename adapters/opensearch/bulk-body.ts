import { raise } from '../../core/errors/pipeline-error.ts'
import { metadataField } from '../../core/metadata-field.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import type { Guard, SearchOperation } from '../../processors/search-index/search-store.ts'

/** An operation as the lines of a bulk body, with its place in the call. */
export interface BulkEntry {
  readonly position: number
  readonly operation: SearchOperation
  readonly lines: string
}

const greatestVersion = 2n ** 63n - 1n
const integer = /^\d{1,19}$/
const maxIdBytes = 512

const problemOf = ({ id, guard }: SearchOperation): string | undefined => {
  if (id === '' || Buffer.byteLength(id) > maxIdBytes) return 'its id is not of 1 to 512 bytes'
  // An index in whose ids there is half a character can never be read again.
  if (!id.isWellFormed()) return 'its id holds half a character'
  if (guard.by === 'seen' || guard.by === 'absent') return undefined
  const isVersion = integer.test(guard.version) && BigInt(guard.version) <= greatestVersion
  return isVersion ? undefined : `its version ${guard.version} is not a whole number from 0 to 2^63 - 1`
}

/** What would fail the whole request, or be taken for something else: the engine reads "1.5" as 1. */
export const faultIn = (sink: string, operation: SearchOperation): Error | undefined => {
  const reason = problemOf(operation)
  return reason === undefined
    ? undefined
    : raise(sinkFaults, 'sink.rejected', { sink, id: operation.id, reason })
}

/** A document is sent as the text that it is, so its numbers keep all their digits; only it must be on one line. */
const onOneLine = (document: string): string =>
  document.includes('\n') ? document.replaceAll('\n', ' ') : document

/** The document with its metadata as its last field. */
const withMetadata = (document: string, metadata: string): string => {
  const text = onOneLine(document).trimEnd()
  const head = text.slice(0, -1).trimEnd()
  return `${head}${head === '{' ? '' : ','}"${metadataField}":${onOneLine(metadata)}}`
}

const versionTypes = { newer: 'external', 'newer-or-equal': 'external_gte' } as const

/** How a token says which state of a document was seen: its `_seq_no` and `_primary_term`. */
export const seenToken = (seqNo: string, primaryTerm: string): string => `${seqNo} ${primaryTerm}`

/** The version goes as text: a JSON number above 2^53 would not survive every client and proxy on the way. */
const conditionOf = (guard: Guard): object => {
  if ('token' in guard) {
    const [seqNo, primaryTerm] = guard.token.split(' ').map(Number)
    return { if_seq_no: seqNo, if_primary_term: primaryTerm }
  }
  return 'version' in guard ? { version: guard.version, version_type: versionTypes[guard.by] } : {}
}

/** The lines of an operation. */
export const bulkLines = (operation: SearchOperation): string => {
  const { op, index, id, guard } = operation
  const action = op === 'index' && guard.by === 'absent' ? 'create' : op
  const head = `${JSON.stringify({ [action]: { _index: index, _id: id, ...conditionOf(guard) } })}\n`
  return operation.op === 'delete' ? head : `${head}${withMetadata(operation.document, operation.metadata)}\n`
}

/** Cuts entries into requests of at most so many bytes; a larger entry goes alone. */
export const inRequests = (
  entries: readonly BulkEntry[],
  maxBytes: number,
): readonly (readonly BulkEntry[])[] => {
  const requests: BulkEntry[][] = []
  let room = 0
  for (const entry of entries) {
    const bytes = Buffer.byteLength(entry.lines)
    const last = requests.at(-1)
    if (last === undefined || bytes > room) {
      requests.push([entry])
      room = maxBytes - bytes
    } else {
      last.push(entry)
      room -= bytes
    }
  }
  return requests
}
