import type { CollectionTag, ScalarTag, YAMLSeq } from 'yaml'
import { isMap, isSeq, Pair, parseDocument, Scalar, YAMLMap } from 'yaml'

/** The short forms that the deploy tool knows. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
const intrinsics = [
  'And',
  'Base64',
  'Cidr',
  'Condition',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'GetStackOutput',
  'If',
  'ImportValue',
  'Join',
  'Not',
  'Or',
  'Ref',
  'Select',
  'Split',
  'Sub',
  'Transform',
]

const longName = (name: string): string => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`)

/** `!GetAtt Table.StreamArn` names the resource and, after the first dot, what is asked of it. */
const scalarArgument = (name: string, text: string): unknown => {
  if (name !== 'GetAtt') return text
  const [first, ...rest] = text.split('.')
  return [first, rest.join('.')]
}

const longForm = (name: string, argument: YAMLMap | YAMLSeq): YAMLMap => {
  const map = new YAMLMap()
  map.items.push(new Pair(new Scalar(longName(name)), argument))
  return map
}

const tagsOf = (name: string): readonly (ScalarTag | CollectionTag)[] => {
  const tag = `!${name}`
  const collection = {
    tag,
    resolve: (value: unknown) => (isMap(value) || isSeq(value) ? longForm(name, value) : value),
  }
  return [
    { tag, resolve: text => ({ [longName(name)]: scalarArgument(name, text) }) },
    { ...collection, collection: 'map' },
    { ...collection, collection: 'seq' },
  ]
}

/** The tool's YAML has binary integers beside those of YAML's core schema. */
const binary: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0b[01]+$/,
  resolve: text => Number(text.replace(/^[-+]/, '')) * (text.startsWith('-') ? -1 : 1),
}

const customTags = [...intrinsics.flatMap(tagsOf), binary]

/**
 * Reads YAML as the deploy tool does: merge keys are merged, CloudFormation's short forms become the long ones, and a
 * tag that it does not know is an error.
 *
 * @throws Error in the parser's words, with line and column
 */
export const parseYaml = (text: string): unknown => {
  const document = parseDocument(text, { merge: true, customTags, logLevel: 'error', prettyErrors: true })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined) throw new Error(problem.message.split('\n')[0])
  // The file is the user's own: nobody is to be kept from naming one anchor often.
  return document.toJS({ maxAliasCount: -1 }) as unknown
}
