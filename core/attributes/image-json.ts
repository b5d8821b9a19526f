import { raise } from '../errors/pipeline-error.ts'
import type { AttributeValue, Image } from '../record/attribute-value.ts'
import { canonicalNumber } from './decimal.ts'

const plainNumber = /^-?(0|[1-9]\d*)(\.\d+)?$/

/** DynamoDB's own spelling is JSON nearly always. */
const numberJson = (text: string): string => (plainNumber.test(text) ? text : canonicalNumber(text))

const listJson = <T>(values: readonly T[], json: (value: T) => string): string => {
  let text = ''
  for (const value of values) text += text === '' ? json(value) : `,${json(value)}`
  return `[${text}]`
}

const valueJson = (value: AttributeValue): string => {
  for (const type in value) {
    // One property decides the type; its value has that type's shape, which the union cannot follow through a switch.
    const content = (value as Readonly<Record<string, unknown>>)[type]
    switch (type) {
      case 'S':
      case 'B':
        return JSON.stringify(content)
      case 'N':
        return numberJson(content as string)
      case 'BOOL':
        return content === true ? 'true' : 'false'
      case 'NULL':
        return 'null'
      case 'M':
        return imageJson(content as Image)
      case 'L':
        return listJson(content as readonly AttributeValue[], valueJson)
      case 'SS':
      case 'BS':
        return JSON.stringify(content)
      case 'NS':
        return listJson(content as readonly string[], numberJson)
      default:
        throw raise('record.attribute-unknown', { path: '', found: type })
    }
  }
  throw raise('record.attribute-unknown', { path: '', found: JSON.stringify(value) })
}

/**
 * The JSON text of a marshalled image, written without building the item in between: numbers with all their digits,
 * sets as arrays, binary as base64. With `names`, only these attributes, in this order.
 *
 * @throws PipelineError `record.attribute-unknown`
 */
export const imageJson = (image: Image, names?: readonly string[]): string => {
  let text = ''
  const add = (name: string, value: AttributeValue): void => {
    const field = `${JSON.stringify(name)}:${valueJson(value)}`
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
