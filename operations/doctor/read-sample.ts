import type { AttributeValue, DynamoDBClient, ScanCommandOutput } from '@aws-sdk/client-dynamodb'
import { ScanCommand } from '@aws-sdk/client-dynamodb'
import type { Deployment, ItemSample } from '../checks/deployment.ts'
import { itemBytes } from '../../store/items/item-size.ts'

/** What a sample may cost, and of what. */
export interface SampleOptions {
  readonly table: Deployment['table']
  readonly maxReadUnits: number
}

type Item = Record<string, AttributeValue>

/** Half a unit reads so much, where it need not be the newest. */
const bytesOfUnit = 8 * 1024

/** An answer holds a megabyte at most, which is 128 units. */
const largestStep = 1_000

const aDate = /(^|[^0-9])(19|20)\d\d[-/]?(0[1-9]|1[0-2])([-/]?([0-2]\d|3[01]))?([T ]?\d\d)?(:00)*Z?$/

const textOf = (value: AttributeValue | undefined): string =>
  value?.S ?? value?.N ?? (value?.B === undefined ? '' : Buffer.from(value.B).toString('base64'))

/** What is kept of the items that were seen. */
interface Tally {
  items: number
  largestBytes: number
  readUnits: number
  readonly keys: Map<string, number>
}

const take = (tally: Tally, name: string, items: readonly Item[]): void => {
  for (const item of items) {
    const bytes = itemBytes(item)
    const key = textOf(item[name])
    tally.items += 1
    tally.largestBytes = Math.max(tally.largestBytes, bytes)
    tally.keys.set(key, (tally.keys.get(key) ?? 0) + 1)
  }
}

/** Before so many were seen, an item is taken for one of 4 KB at least. */
const fewItems = 20

/**
 * So many items that they cost a quarter of what is left, if they are as large as the largest before; else one, as long
 * as what is left pays for it.
 */
const stepOf = ({ items, largestBytes }: Tally, { table }: SampleOptions, left: number): number => {
  const { TableSizeBytes: size = 0, ItemCount: count = 0 } = table
  const known = count === 0 ? 0 : size / count
  const wanted = Math.max(known, largestBytes, items < fewItems ? 4_096 : 1)
  const affordable = (left * bytesOfUnit) / wanted
  return Math.min(largestStep, Math.max(affordable < 1 ? 0 : 1, Math.floor(affordable / 4)))
}

const sampled = ({ items, readUnits, largestBytes, keys }: Tally): ItemSample => ({
  items,
  readUnits,
  largestBytes,
  mostOfOneKey: Math.max(0, ...keys.values()),
  partitionKeys: keys.size,
  datedKeys: [...keys.keys()].filter(key => aDate.test(key)).length,
})

/**
 * Looks at the first items of a scan, eventually consistent, until the units are spent. Only counts and sizes are kept.
 * A step costs a quarter of what is left, if items are as large as the largest before, so that it goes beyond only
 * where they suddenly are more than four times as large.
 *
 * @returns how many items it saw: none, where the units do not pay for one of average size
 */
export const readSample = async (client: DynamoDBClient, options: SampleOptions): Promise<ItemSample> => {
  const { table, maxReadUnits } = options
  const partitionKey = table.KeySchema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? ''
  const tally: Tally = { items: 0, largestBytes: 0, readUnits: 0, keys: new Map() }
  let from: Item | undefined
  let step = stepOf(tally, options, maxReadUnits)
  while (step > 0) {
    const { Items, LastEvaluatedKey, ConsumedCapacity }: ScanCommandOutput = await client.send(
      new ScanCommand({
        TableName: table.TableName,
        Limit: step,
        ReturnConsumedCapacity: 'TOTAL',
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    )
    take(tally, partitionKey, Items ?? [])
    // A request costs half a unit at least, also where an engine says 0 of an empty table.
    tally.readUnits += Math.max(0.5, ConsumedCapacity?.CapacityUnits ?? 0)
    from = LastEvaluatedKey
    const left = maxReadUnits - tally.readUnits
    step = from === undefined || left < 0.5 ? 0 : stepOf(tally, options, left)
  }
  return sampled(tally)
}
