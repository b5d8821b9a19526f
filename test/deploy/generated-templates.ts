import fc from 'fast-check'
import { stringify } from 'yaml'
import type { ProjectFiles } from '../support/deploy-tool/project-files.ts'

/** How a value stands in a template. */
const forms = [
  'literal',
  'text',
  'default',
  'override',
  'map',
  'chosen',
  'not-chosen',
  'split',
  'and',
  'unknown',
] as const
type Form = (typeof forms)[number]

/** What a template declares apart from its resources. */
interface Declared {
  readonly Parameters: Record<string, object>
  readonly Mappings: Record<string, object>
  readonly Conditions: Record<string, object>
  readonly overrides: Record<string, string>
}

/** Of what is no list and no mapping. */
const textOfScalar = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const isText = (value: unknown): value is string => typeof value === 'string'

/** Writes a value in a form of its own; lists and patterns only as conditions can choose them. */
const written = (declared: Declared, name: string, value: unknown, form: Form): unknown => {
  const { Parameters, Mappings, Conditions, overrides } = declared
  const isScalar = typeof value !== 'object'
  const choice = (condition: object): string => {
    Conditions[`Is${name}`] = condition
    return `Is${name}`
  }
  switch (form) {
    case 'text':
      return isScalar ? textOfScalar(value) : value
    case 'default':
      if (!isScalar) return value
      Parameters[name] = { Type: 'String', Default: textOfScalar(value) }
      return { Ref: name }
    case 'override':
      if (!isScalar) return value
      Parameters[name] = { Type: 'String', Default: 'wrong' }
      overrides[name] = textOfScalar(value)
      return { Ref: name }
    case 'map':
      if (!isScalar) return value
      Mappings[name] = { 'us-east-1': { Value: value }, 'eu-central-1': { Value: 'wrong' } }
      return { 'Fn::FindInMap': [name, { Ref: 'AWS::Region' }, 'Value'] }
    case 'chosen':
      return { 'Fn::If': [choice({ 'Fn::Equals': [{ Ref: 'Always' }, 'yes'] }), value, 'wrong'] }
    case 'not-chosen':
      return {
        'Fn::If': [
          choice({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Always' }, 'yes'] }] }),
          { Ref: 'NoDefault' },
          value,
        ],
      }
    case 'and':
      return {
        'Fn::If': [
          // One of them is false, so that it does not matter that nobody knows the other.
          choice({
            'Fn::And': [{ 'Fn::Equals': [{ Ref: 'NoDefault' }, 'x'] }, { 'Fn::Equals': ['a', 'b'] }],
          }),
          'wrong',
          value,
        ],
      }
    case 'split':
      return isScalar && !(isText(value) && value.includes('|'))
        ? { 'Fn::Select': [1, { 'Fn::Split': ['|', { 'Fn::Join': ['|', ['wrong', value, 'x']] }] }] }
        : value
    case 'unknown':
      return { Ref: 'NoDefault' }
    default:
      return value
  }
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined })

const wrongAtTimes = <T>(right: fc.Arbitrary<T>, ...wrong: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 30, arbitrary: right }, { weight: 1, arbitrary: fc.constantFrom(...wrong) })

const patterns = fc.constantFrom(
  '{"eventName":["INSERT"]}',
  '{"dynamodb":{"NewImage":{"state":{"S":["open","half | open"]}}}}',
  '{"dynamodb":{"Keys":{"id":{"S":[{"prefix":"a, b"}]}}}}',
)

const settings = fc.record({
  BatchSize: maybe(wrongAtTimes(fc.integer({ min: 1, max: 10_000 }), 0, 10_001, 'many')),
  MaximumBatchingWindowInSeconds: maybe(wrongAtTimes(fc.integer({ min: 0, max: 300 }), 301)),
  ParallelizationFactor: maybe(wrongAtTimes(fc.integer({ min: 1, max: 10 }), 11)),
  MaximumRetryAttempts: maybe(wrongAtTimes(fc.integer({ min: -1, max: 10_000 }), -2)),
  MaximumRecordAgeInSeconds: maybe(wrongAtTimes(fc.constantFrom(-1, 60, 604_800), 59)),
  TumblingWindowInSeconds: maybe(fc.integer({ min: 0, max: 900 })),
  BisectBatchOnFunctionError: maybe(wrongAtTimes(fc.boolean(), 'perhaps')),
  Enabled: maybe(fc.boolean()),
  StartingPosition: wrongAtTimes(fc.constantFrom('LATEST', 'TRIM_HORIZON'), 'AT_TIMESTAMP', undefined),
  FunctionResponseTypes: maybe(fc.constant(['ReportBatchItemFailures'])),
  DestinationConfig: maybe(
    fc
      .constantFrom('sqs', 'sns', 's3')
      .map(service => ({ OnFailure: { Destination: `arn:aws:${service}:us-east-1:000000000000:place` } })),
  ),
  FilterCriteria: maybe(
    fc
      .array(patterns, { minLength: 1, maxLength: 5 })
      .map(all => ({ Filters: all.map(Pattern => ({ Pattern })) })),
  ),
})

const formOf = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom(...forms.filter(form => form !== 'unknown')) },
  { weight: 1, arbitrary: fc.constant<Form>('unknown') },
)

const described = fc.record({
  settings,
  forms: fc.array(formOf, { minLength: 11, maxLength: 11 }),
  /** Of a setting that decides nothing. */
  environmentForm: fc.constantFrom(...forms),
  Timeout: maybe(fc.integer({ min: 1, max: 900 })),
  isThere: fc.oneof(
    { weight: 5, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  target: fc.constantFrom('ref', 'arn', 'alias', 'name'),
})
type Described = typeof described extends fc.Arbitrary<infer T> ? T : never

/** A function of a generated template, as it was meant. */
export interface Meant {
  readonly name: string
  readonly settings: Readonly<Record<string, unknown>>
  /** Settings that nobody could know here. */
  readonly unknown: readonly string[]
  readonly timeoutSeconds: number | undefined
  readonly isThere: boolean
}

/** A project with a generated template, and what was meant by it. */
export interface GeneratedTemplate {
  readonly files: ProjectFiles
  readonly meant: readonly Meant[]
}

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'parcels',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  },
}

const givenOf = ({ settings: all }: Described): readonly (readonly [string, unknown])[] =>
  Object.entries(all).filter(([, value]) => value !== undefined)

const meantOf = (each: Described, index: number): Meant => ({
  name: `Fn${index}`,
  settings: Object.fromEntries(givenOf(each)),
  unknown: givenOf(each).flatMap(([name], place) => (each.forms[place] === 'unknown' ? [name] : [])),
  timeoutSeconds: each.Timeout,
  isThere: each.isThere,
})

const targetOf = (name: string, target: Described['target']): unknown => {
  if (target === 'arn') return { 'Fn::GetAtt': [name, 'Arn'] }
  if (target === 'alias') return { Ref: `${name}Alias` }
  return target === 'name' ? `deployed-${name}` : { Ref: name }
}

const resourcesOf = (
  kind: 'sam' | 'cloudformation',
  declared: Declared,
  each: Described,
  index: number,
): object => {
  const name = `Fn${index}`
  const own = Object.fromEntries(
    givenOf(each).map(([setting, value], place) => [
      setting,
      written(declared, `${name}${setting}`, value, each.forms[place] ?? 'literal'),
    ]),
  )
  const condition = each.isThere ? {} : { Condition: 'Never' }
  const common = {
    FunctionName: `deployed-${name}`,
    Runtime: 'nodejs22.x',
    Handler: 'code.handler',
    Environment: { Variables: { V: written(declared, `${name}V`, 'value', each.environmentForm) } },
    ...(each.Timeout !== undefined && { Timeout: each.Timeout }),
  }
  const stream = { 'Fn::GetAtt': ['Parcels', 'StreamArn'] }
  if (kind === 'sam') {
    const Events = {
      Changes: { Type: 'DynamoDB', Properties: { Stream: stream, ...own } },
      Other: { Type: 'SQS', Properties: { Queue: 'arn:aws:sqs:us-east-1:000000000000:q', BatchSize: 3 } },
    }
    return {
      [name]: {
        Type: 'AWS::Serverless::Function',
        ...condition,
        Properties: { CodeUri: '.', ...common, Events },
      },
    }
  }
  return {
    [name]: { Type: 'AWS::Lambda::Function', ...condition, Properties: { Code: '.', ...common } },
    [`${name}Alias`]: {
      Type: 'AWS::Lambda::Alias',
      ...condition,
      Properties: { FunctionName: { Ref: name }, FunctionVersion: '$LATEST', Name: 'live' },
    },
    [`${name}Mapping`]: {
      Type: 'AWS::Lambda::EventSourceMapping',
      ...condition,
      Properties: { EventSourceArn: stream, FunctionName: targetOf(name, each.target), ...own },
    },
  }
}

const quoted = (overrides: Readonly<Record<string, string>>, inList: boolean): string => {
  const all = Object.entries(overrides)
  if (inList) return `[${all.map(([name, value]) => JSON.stringify(`${name}=${value}`)).join(', ')}]`
  return JSON.stringify(all.map(([name, value]) => `${name}="${value}"`).join(' '))
}

const projectOf = (
  kind: 'sam' | 'cloudformation',
  functions: readonly Described[],
  inList: boolean,
  inJson: boolean,
): GeneratedTemplate => {
  const declared: Declared = {
    Parameters: { Always: { Type: 'String', Default: 'yes' }, NoDefault: { Type: 'String' } },
    Mappings: {},
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    overrides: {},
  }
  const resources = functions.map((each, index) => resourcesOf(kind, declared, each, index))
  const { overrides, ...sections } = declared
  const template = {
    ...(kind === 'sam' && { Transform: ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'] }),
    ...sections,
    Resources: Object.assign({ Parcels: table }, ...resources) as object,
  }
  return {
    files: {
      [inJson ? 'template.json' : 'template.yaml']: inJson ? JSON.stringify(template) : stringify(template),
      'samconfig.toml': `version = 0.1\n[default.deploy.parameters]\nparameter_overrides = ${quoted(overrides, inList)}\n`,
      'code.mjs': 'export const handler = () => undefined\n',
    },
    meant: functions.map(meantOf),
  }
}

/** A template of CloudFormation has nobody who overrides its parameters. */
const withoutOverrides = (each: Described): Described => ({
  ...each,
  forms: each.forms.map(form => (form === 'override' ? 'default' : form)),
  environmentForm: each.environmentForm === 'override' ? 'default' : each.environmentForm,
})

/** Templates of one to three functions, whose values stand where other people have them. */
export const generatedTemplates: fc.Arbitrary<GeneratedTemplate> = fc
  .tuple(
    fc.constantFrom<'sam' | 'cloudformation'>('sam', 'cloudformation'),
    fc.array(described, { minLength: 1, maxLength: 3 }),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([kind, functions, inList, inJson]) =>
    projectOf(kind, kind === 'sam' ? functions : functions.map(withoutOverrides), inList, inJson),
  )
