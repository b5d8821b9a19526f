import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { parseDecimal } from '../../core/attributes/decimal.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { storeFaults } from '../faults.ts'
import { keyPart } from './key.ts'
import type { Table } from '../table.ts'
import type { SdkItem } from './values.ts'
import { plainItem } from './values.ts'

/** 400 KB, names included. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const maxItemBytes = 400 * 1024

const collectionOverhead = 3
const elementOverhead = 1

const textBytes = (text: string): number => Buffer.byteLength(text, 'utf8')

const sum = <T>(values: readonly T[], bytesOf: (value: T) => number): number => {
  let bytes = 0
  for (const value of values) bytes += bytesOf(value)
  return bytes
}

/** DynamoDB keeps two digits in a byte, beginning at a pair's border, and one byte more for a negative number. */
const numberBytes = (text: string): number => {
  const { digits, exponent, negative } = parseDecimal(text) ?? { digits: '', exponent: 0, negative: false }
  const startsMidPair = digits !== '' && exponent % 2 !== 0
  return Math.ceil((digits.length + (startsMidPair ? 1 : 0)) / 2) + 1 + (negative ? 1 : 0)
}

/** The bytes that DynamoDB counts for a value, without its name. */
export const valueBytes = (value: AttributeValue): number => {
  if (value.S !== undefined) return textBytes(value.S)
  if (value.N !== undefined) return numberBytes(value.N)
  if (value.B !== undefined) return value.B.byteLength
  if (value.SS !== undefined) return sum(value.SS, textBytes)
  if (value.NS !== undefined) return sum(value.NS, numberBytes)
  if (value.BS !== undefined) return sum(value.BS, ({ byteLength }) => byteLength)
  if (value.L !== undefined) {
    return collectionOverhead + sum(value.L, entry => elementOverhead + valueBytes(entry))
  }
  if (value.M !== undefined) {
    const entries = Object.keys(value.M).length
    return collectionOverhead + entries * elementOverhead + itemBytes(value.M)
  }
  return 1
}

/**
 * The bytes that DynamoDB counts for an item: names and values. Numbers are documented as approximate, so an item
 * within a few bytes of the limit may be judged differently by the table.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const itemBytes = (item: Readonly<Record<string, AttributeValue>>): number => {
  let bytes = 0
  for (const name of Object.keys(item)) bytes += textBytes(name) + valueBytes(item[name] as AttributeValue)
  return bytes
}

/**
 * The bytes that DynamoDB counts for an item that it holds.
 * @throws PipelineError `store.item-too-large`
 */
export const checkItemSize = (table: Table, item: SdkItem): number => {
  const bytes = itemBytes(item)
  if (bytes <= maxItemBytes) return bytes
  throw raise(storeFaults, 'store.item-too-large', {
    key: plainItem(keyPart(table, item)),
    bytes,
    limit: maxItemBytes,
  })
}
