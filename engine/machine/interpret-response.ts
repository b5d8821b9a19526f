import type { StreamRecord } from '../../core/record/stream-record.ts'

/** What a function's answer says about its batch. */
export type ResponseVerdict =
  | { readonly type: 'success' }
  /** Everything before `from` is done, the record at `from` and all after it are not. */
  | { readonly type: 'partial'; readonly from: number }
  | { readonly type: 'failure'; readonly reason: string }

const success: ResponseVerdict = Object.freeze({ type: 'success' })

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const identifiersOf = (answer: unknown): readonly unknown[] => {
  const list = isObject(answer) ? answer['batchItemFailures'] : undefined
  return Array.isArray(list) ? (list as readonly unknown[]) : []
}

const identifierOf = (entry: unknown): unknown => (isObject(entry) ? entry['itemIdentifier'] : undefined)

/**
 * Reads a function's answer as Lambda does with ReportBatchItemFailures: the lowest identifier is the checkpoint,
 * and one identifier that is empty, missing or not of this batch fails the batch as a whole (recorded on AWS). An
 * empty answer of any shape is success. Identifiers in `ignored` are passed over.
 */
export const interpretResponse = (
  answer: unknown,
  records: readonly StreamRecord[],
  ignored: readonly string[] = [],
): ResponseVerdict => {
  // A replay may bring a record that is none.
  const numbered = records as readonly (StreamRecord | null)[]
  const positions = new Map(numbered.map((record, index) => [record?.dynamodb?.SequenceNumber, index]))
  let lowest: number | undefined
  for (const entry of identifiersOf(answer)) {
    const identifier = identifierOf(entry)
    const isText = typeof identifier === 'string' && identifier !== ''
    if (isText && ignored.includes(identifier)) continue
    const position = isText ? positions.get(identifier) : undefined
    if (position === undefined)
      return { type: 'failure', reason: `itemIdentifier ${String(identifier)} is not in this batch` }
    lowest = lowest === undefined ? position : Math.min(lowest, position)
  }
  return lowest === undefined ? success : { type: 'partial', from: lowest }
}
