import { isMap, isScalar, isSeq, Document, Scalar, visit } from 'yaml'
import { isPlain } from '../../engine/plain.ts'
import type { TemplateValue } from './statements.ts'

const tags: Readonly<Record<string, string>> = {
  Ref: '!Ref',
  'Fn::GetAtt': '!GetAtt',
  'Fn::Sub': '!Sub',
}

/** `{ Ref: X }` as a person writes it. */
const shortForm = (value: unknown): Scalar | undefined => {
  if (!isPlain(value)) return undefined
  const [first, ...more] = Object.entries(value)
  const [name = '', argument] = first ?? []
  const tag = tags[name]
  if (tag === undefined || more.length > 0 || typeof argument !== 'string') return undefined
  const scalar = new Scalar(argument)
  scalar.tag = tag
  return scalar
}

/** A date without quotes is no text to every reader. */
const quoted = (value: string): Scalar => {
  const scalar = new Scalar(value)
  scalar.type = Scalar.QUOTE_SINGLE
  return scalar
}

const withShortForms = (value: unknown): unknown => {
  const short = shortForm(value)
  if (short !== undefined) return short
  if (typeof value === 'string' && /^\d/.test(value)) return quoted(value)
  if (Array.isArray(value)) return value.map(withShortForms)
  if (!isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withShortForms(inner)]))
}

/** What fits on a line stands on one. */
const onOneLine = 90

/** A value of a template as YAML, with the short forms of intrinsic functions; small maps and lists on a line each. */
export const templateYaml = (value: Readonly<Record<string, TemplateValue>>): string => {
  const document = new Document(withShortForms(value), { aliasDuplicateObjects: false })
  visit(document, {
    Collection: (key, node) => {
      if (!(isMap(node) || isSeq(node)) || key === null) return
      const isLeaf = node.items.every(item => {
        const inner = isScalar(item) ? item : (item as { readonly value?: unknown }).value
        return isScalar(inner)
      })
      const length = JSON.stringify(node.toJSON()).length
      if (isLeaf && length < onOneLine && (isSeq(node) || node.items.length > 1)) node.flow = true
    },
  })
  return document.toString({ singleQuote: true, lineWidth: 0, flowCollectionPadding: true })
}
