import { createHash } from 'node:crypto'
import type { TableItem, StreamWrite } from './write.ts'
import { itemName, sortedJson, textAt } from './write.ts'

/** What lies in the search engine. */
interface Kept {
  readonly index: string
  readonly type: string
  /** In the order of their names, in which a document holds them. */
  readonly fields: readonly string[]
  /** Whether a write that changes none of the fields leaves the document as it is. */
  readonly isKept: boolean
}

const kept: readonly Kept[] = [
  { index: 'products', type: 'PRODUCT', fields: ['category', 'price', 'quantity', 'title'], isKept: true },
  { index: 'orders', type: 'ORDER', fields: ['placedAt', 'status', 'total', 'userId'], isKept: false },
]

/** A text is a text; a number stands there as a number, with every digit that the table holds. */
const fieldJson = (value: unknown): string => {
  const { S, N } = (value ?? {}) as { readonly S?: string; readonly N?: string }
  if (N === undefined) return JSON.stringify(S)
  return String(Number(N)) === N ? String(Number(N)) : N
}

const documentOf = (item: TableItem, fields: readonly string[]): string =>
  `{${fields.map(name => `${JSON.stringify(name)}:${fieldJson(item[name])}`).join(',')}}`

/** A stream's label is the time in which it was made, in UTC; dynoxide's are epoch seconds. */
const hourOfLabel = (streamArn: string): bigint => {
  const label = streamArn.slice(streamArn.lastIndexOf('/') + 1)
  const ms = label.includes('T') ? Date.parse(`${label}Z`) : Number(label) * 1_000
  return BigInt(Math.floor(ms / 3_600_000))
}

/** The number of a write is a counter and 20 digits; a local engine's is the counter alone. */
const counterOf = (sequenceNumber: string): bigint => {
  const digits = sequenceNumber.replace(/^0+/, '')
  return BigInt(digits.length > 20 ? digits.slice(0, -20) : digits)
}

const versionOf = ({ streamArn, sequenceNumber }: StreamWrite): string =>
  String(hourOfLabel(streamArn) * 2n ** 43n + counterOf(sequenceNumber))

const metadataOf = ({ streamArn, sequenceNumber, keys }: StreamWrite, document: string): string =>
  sortedJson({
    hash: createHash('sha256').update(document).digest('base64url').slice(0, 22),
    owner: `{"PK":{"S":${JSON.stringify(textAt(keys, 'PK'))}},"SK":{"S":${JSON.stringify(textAt(keys, 'SK'))}}}`,
    seq: sequenceNumber,
    stream: streamArn,
  })

const isChanged = ({ before, after }: StreamWrite, { fields }: Kept): boolean =>
  fields.some(name => sortedJson(before?.[name]) !== sortedJson(after?.[name]))

/** What a write does to an index, as lines; `undefined` where it does nothing. */
const effectOf = (write: StreamWrite, rule: Kept): readonly string[] | undefined => {
  const { index, type, fields, isKept } = rule
  const [was, is] = [textAt(write.before, 'type') === type, textAt(write.after, 'type') === type]
  const place = `${index} ${itemName(write.keys)}`
  if (is && write.after !== undefined) {
    if (was && isKept && !isChanged(write, rule)) return undefined
    const document = documentOf(write.after, fields)
    return [
      `document ${place} ${versionOf(write)} ${document}`,
      `metadata ${place} ${metadataOf(write, document)}`,
    ]
  }
  return was ? [`deleted ${place} ${versionOf(write)}`] : undefined
}

/**
 * The documents after these writes, with their versions and metadata; and, for a store that remembers them, what was
 * deleted and at which version.
 */
export const promisedDocuments = (writes: readonly StreamWrite[]): readonly string[] => {
  const lines = new Map<string, readonly string[]>()
  for (const write of writes) {
    for (const rule of kept) {
      const effect = effectOf(write, rule)
      if (effect !== undefined) lines.set(`${rule.index} ${itemName(write.keys)}`, effect)
    }
  }
  return [...lines.values()].flat()
}
