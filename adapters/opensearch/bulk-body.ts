import { raise } from '../../core/errors/pipeline-error.ts'
import type { SearchOperation } from '../../processors/search-index/search-store.ts'
import { documentId } from '../../core/document-id.ts'

/** An operation as the lines of a bulk body, with its place in the call. */
export interface BulkEntry {
  readonly position: number
  readonly operation: SearchOperation
  readonly lines: string
}

const greatestVersion = 2n ** 63n - 1n
const integer = /^\d{1,19}$/

/** What would fail the whole request, or be taken for something else: the engine reads "1.5" as 1. */
export const faultIn = (sink: string, { id, version }: SearchOperation): Error | undefined => {
  if (integer.test(version) && BigInt(version) <= greatestVersion) return undefined
  const reason = `its version ${version} is not a whole number from 0 to 2^63 - 1`
  return raise('sink.rejected', { sink, id, reason })
}

/** A document is sent as the text that it is, so its numbers keep all their digits; only it must be on one line. */
const onOneLine = (document: string): string =>
  document.includes('\n') ? document.replaceAll('\n', ' ') : document

/** The version goes as text: a JSON number above 2^53 would not survive every client and proxy on the way. */
export const bulkLines = (operation: SearchOperation): string => {
  const { op, index, id, version } = operation
  const place = { _index: index, _id: documentId(id), version, version_type: 'external_gte' }
  const action = `${JSON.stringify({ [op]: place })}\n`
  return operation.op === 'delete' ? action : `${action}${onOneLine(operation.document)}\n`
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
