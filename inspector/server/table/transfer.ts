import type { Image } from '../../../core/attributes/attribute-value.ts'
import { raise } from '../../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../../core/errors/thrown.ts'
import { inspectorFaults } from '../faults.ts'
import { checkedItem, itemProblem } from './checked-item.ts'

const invalid = (what: string, problem: string): Error =>
  raise(inspectorFaults, 'inspector.request-invalid', { what, problem })

const itemIn = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'Item' in value && Object.keys(value).length === 1
    ? value.Item
    : value

/** An attribute named `Item` or `Items` is told from the envelope by its type: an envelope has none. */
const listIn = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value
  if (typeof value === 'object' && value !== null && 'Items' in value && Array.isArray(value.Items))
    return value.Items
  return [value]
}

const parsed = (text: string, what: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalid(what, reasonOf(error))
  }
}

/** An item whose one attribute is called Item looks like an envelope, but its value says its type. */
const isEnvelope = (value: unknown): boolean => itemIn(value) !== value && itemProblem(value) !== undefined

const asItem = (value: unknown, what: string): Image =>
  checkedItem(isEnvelope(value) ? itemIn(value) : value, what)

/**
 * Items of a text: lines of `{"Item": …}` as DynamoDB exports them to S3, an array, `{"Items": […]}` as the CLI prints
 * a scan, or one item. All of them are checked before the first one is given out.
 *
 * @throws PipelineError `inspector.request-invalid`, with the number of the item
 */
export const itemsInText = (text: string): readonly Image[] => {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  if (lines.length === 0) throw invalid('The text', 'it holds no item')
  const [first = ''] = lines
  const isOneValue = lines.length === 1 || !isJson(first)
  const values = isOneValue
    ? listIn(parsed(text, 'The text'))
    : lines.map((line, index) => parsed(line, `Line ${index + 1}`))
  return values.map((value, index) => asItem(value, `Item ${index + 1}`))
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Items as lines of `{"Item": …}`, as exact as DynamoDB has them. */
export const exported = (items: readonly Image[]): string =>
  items.map(item => `${JSON.stringify({ Item: item })}\n`).join('')
