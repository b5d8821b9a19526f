// What the shop has to hold, written down apart from it: nothing here imports a room of the project.

/** A value as Lambda delivers it: `{ "S": "Chai" }`. */
export type StoredValue = Readonly<Record<string, unknown>>

/** An item as Lambda delivers it. */
export type TableItem = Readonly<Record<string, StoredValue>>

/** A write as the stream tells of it: the fields of a Lambda record that anything follows from. */
export interface StreamWrite {
  readonly eventName: string
  readonly streamArn: string
  readonly sequenceNumber: string
  /** Epoch seconds. */
  readonly seconds: number
  readonly principal: string | undefined
  readonly keys: TableItem
  readonly before: TableItem | undefined
  readonly after: TableItem | undefined
}

interface LambdaRecord {
  readonly eventName?: string | undefined
  readonly eventSourceARN?: string | undefined
  readonly userIdentity?: { readonly principalId?: string | undefined } | null | undefined
  readonly dynamodb?: {
    readonly SequenceNumber?: string | undefined
    readonly ApproximateCreationDateTime?: unknown
    readonly Keys?: unknown
    readonly OldImage?: unknown
    readonly NewImage?: unknown
  }
}

/** Reads a record. */
export const writeOf = ({
  eventName = '',
  eventSourceARN = '',
  userIdentity,
  dynamodb = {},
}: LambdaRecord): StreamWrite => ({
  eventName,
  streamArn: eventSourceARN,
  sequenceNumber: dynamodb.SequenceNumber ?? '',
  seconds: Number(dynamodb.ApproximateCreationDateTime),
  principal: userIdentity?.principalId,
  keys: dynamodb.Keys as TableItem,
  before: dynamodb.OldImage as TableItem | undefined,
  after: dynamodb.NewImage as TableItem | undefined,
})

/** The text of an attribute, `''` where the item has none. */
export const textAt = (item: TableItem | undefined, name: string): string => {
  const text = item?.[name]?.['S']
  return typeof text === 'string' ? text : ''
}

const escaped = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('|', '%7C').replaceAll('!', '%21')

/** What names an item everywhere: `USER#1|ORDER#7`. */
export const itemName = (item: TableItem): string =>
  `${escaped(textAt(item, 'PK'))}|${escaped(textAt(item, 'SK'))}`

/** The table after these writes, each item under its key. */
export const tableAfter = (writes: readonly StreamWrite[]): ReadonlyMap<string, TableItem> => {
  const table = new Map<string, TableItem>()
  for (const { keys, after } of writes) {
    if (after === undefined) table.delete(itemName(keys))
    else table.set(itemName(keys), after)
  }
  return table
}

/** JSON with sorted names: the same text for the same content. */
export const sortedJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  const sorted = members.toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${sortedJson(member)}`).join(',')}}`
}
