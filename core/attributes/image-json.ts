import { raise } from '../errors/pipeline-error.ts'
import type { AttributeValue, Image } from './attribute-value.ts'
import { recordFaults } from '../errors/record-faults.ts'
import { below } from './below.ts'
import { canonicalNumber } from './decimal.ts'
import { checkedNumber } from './exact-number.ts'
import { nameJson, textJson } from './well-formed-text.ts'

const plainNumber = /^-?(0|[1-9]\d*)(\.\d+)?$/
const mostDigits = 38

/** DynamoDB's own spelling is JSON nearly always. */
const numberJson = (text: string, path: string): string =>
  text.length <= mostDigits && plainNumber.test(text) ? text : canonicalNumber(checkedNumber(text, path))

type Write<T> = (value: T, path: string) => string

const listJson = <T>(values: readonly T[], path: string, json: Write<T>): string => {
  let text = ''
  let index = 0
  for (const value of values) {
    const entry = json(value, below(path, index))
    text += index === 0 ? entry : `,${entry}`
    index += 1
  }
  return `[${text}]`
}

const valueJson = (value: AttributeValue, path: string): string => {
  for (const type in value) {
    // One property decides the type; its value has that type's shape, which the union cannot follow through a switch.
    const content = (value as Readonly<Record<string, unknown>>)[type]
    switch (type) {
      case 'S':
      case 'B':
        return textJson(content as string)
      case 'N':
        return numberJson(content as string, path)
      case 'BOOL':
        return content === true ? 'true' : 'false'
      case 'NULL':
        return 'null'
      case 'M':
        return fieldsJson(content as Image, path)
      case 'L':
        return listJson(content as readonly AttributeValue[], path, valueJson)
      case 'SS':
      case 'BS':
        return listJson(content as readonly string[], path, textJson)
      case 'NS':
        return listJson(content as readonly string[], path, numberJson)
      default:
        throw raise(recordFaults, 'record.attribute-unknown', { path, found: type })
    }
  }
  throw raise(recordFaults, 'record.attribute-malformed', { path, problem: 'it has no type' })
}

const fieldsJson = (image: Image, path: string, names?: readonly string[]): string => {
  let text = ''
  const add = (name: string, value: AttributeValue): void => {
    const field = `${nameJson(name, path)}:${valueJson(value, below(path, name))}`
    text += text === '' ? field : `,${field}`
  }
  if (names === undefined) {
    for (const name in image) {
      const value = image[name]
      if (value !== undefined) add(name, value)
    }
  } else {
    for (const name of names) {
      const value = Object.hasOwn(image, name) ? image[name] : undefined
      if (value !== undefined) add(name, value)
    }
  }
  return `{${text}}`
}

/**
 * The JSON text of a marshalled image, written without building the item in between: numbers with all their digits,
 * sets as arrays, binary as base64. With `names`, only these attributes, in this order.
 *
 * @throws PipelineError `record.attribute-unknown`, `record.attribute-malformed`, `record.number-invalid`,
 * `record.text-malformed`
 */
export const imageJson = (image: Image, names?: readonly string[]): string => fieldsJson(image, '', names)
