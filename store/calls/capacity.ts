import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb'

/** Capacity units that calls consumed, as DynamoDB reports them. */
export interface Capacity {
  /** Calls. */
  readonly requests: number
  /** Read capacity units, those of indexes included. */
  readonly readUnits: number
  /** Write capacity units, those of indexes included. */
  readonly writeUnits: number
  /** Units of each index, which are part of the above. */
  readonly indexes: Readonly<Record<string, number>>
}

/** What one call consumed. */
export interface CapacityUse {
  /** In DynamoDB's word: `PutItem`, `Query`, … */
  readonly operation: string
  /** Of the table and its indexes. */
  readonly capacity: Capacity
}

/** What no call consumes: where adding up begins. */
export const noCapacity: Capacity = Object.freeze({ requests: 0, readUnits: 0, writeUnits: 0, indexes: {} })

/** Adds up. */
export const sumCapacity = (a: Capacity, b: Capacity): Capacity => ({
  requests: a.requests + b.requests,
  readUnits: a.readUnits + b.readUnits,
  writeUnits: a.writeUnits + b.writeUnits,
  indexes: Object.fromEntries(
    [...Object.keys(a.indexes), ...Object.keys(b.indexes)].map(name => [
      name,
      (a.indexes[name] ?? 0) + (b.indexes[name] ?? 0),
    ]),
  ),
})

const unitsOf = (kind: 'read' | 'write', consumed: ConsumedCapacity): Capacity => {
  const { CapacityUnits = 0, ReadCapacityUnits, WriteCapacityUnits } = consumed
  const isSplit = ReadCapacityUnits !== undefined || WriteCapacityUnits !== undefined
  const read = isSplit ? (ReadCapacityUnits ?? 0) : kind === 'read' ? CapacityUnits : 0
  const indexes = { ...consumed.GlobalSecondaryIndexes, ...consumed.LocalSecondaryIndexes }
  return {
    requests: 0,
    readUnits: read,
    writeUnits: CapacityUnits - read,
    indexes: Object.fromEntries(
      Object.entries(indexes).map(([name, { CapacityUnits: units = 0 }]) => [name, units]),
    ),
  }
}

/** What one answer says that its call consumed; a call on several tables answers with a list. */
export const capacityOf = (
  kind: 'read' | 'write',
  consumed: ConsumedCapacity | readonly ConsumedCapacity[] | undefined,
): Capacity =>
  [consumed ?? []]
    .flat()
    .reduce((sum, each) => sumCapacity(sum, unitsOf(kind, each)), { ...noCapacity, requests: 1 })
