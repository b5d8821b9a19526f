import { isPlain } from '../../../engine/plain.ts'
import { accountHere, attributeText, refText, regionHere, textByName } from './placeholder-texts.ts'
import type { ScopeOptions } from './scope-options.ts'
import { ofTheRun, standIn, plainText } from './stand-in.ts'

/** Answers `Ref`, `GetAtt` and `ImportValue`. */
export interface References {
  readonly ref: (name: string) => unknown
  readonly attribute: (name: string, attribute: string) => unknown
  readonly imported: (name: string) => unknown
}

/** Types of resources that are tables. */
export const tableTypes: readonly string[] = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable']

/** The label that the streams of a run would have, if they were known before it. */
const streamLabel = '/stream/2000-01-01T00:00:00.000'

const tableArn = (id: string, more = ''): unknown =>
  ofTheRun(`arn:aws:dynamodb:${regionHere}:${accountHere}:table/`, { table: id }, more)

const tableAttribute = (id: string, attribute: string): unknown => {
  if (attribute === 'StreamArn') return tableArn(id, streamLabel)
  return attribute === 'Arn' ? tableArn(id) : standIn(`${id}.${attribute}`, `${id}.${attribute}`)
}

const isList = (type: unknown): boolean => /^(CommaDelimitedList|List<)/.test(String(type))

const valueOfParameter = (type: unknown, value: unknown): unknown =>
  isList(type) && typeof value === 'string' ? value.split(',').map(each => each.trim()) : value

/** A value that the parameter would take, where it is given none. */
const unknownParameter = (name: string, parameter: Readonly<Record<string, unknown>>): unknown => {
  const { AllowedValues, MinValue, Type } = parameter
  const [allowed] = Array.isArray(AllowedValues) ? (AllowedValues as readonly unknown[]) : []
  if (allowed !== undefined) return standIn(plainText(allowed), name)
  return standIn(Type === 'Number' ? plainText(MinValue ?? 1) : textByName(name), name)
}

/** What references are looked up in. */
interface ReferenceScope extends ScopeOptions {
  readonly resolve: (value: unknown) => unknown
  readonly guarded: <T>(what: string, work: () => T) => T
}

type Section = Readonly<Record<string, unknown>>

const pseudoParameters = (stackName: string): Section => ({
  'AWS::AccountId': ofTheRun(accountHere),
  'AWS::Partition': ofTheRun('aws'),
  'AWS::Region': ofTheRun(regionHere),
  'AWS::StackId': ofTheRun(
    `arn:aws:cloudformation:${regionHere}:${accountHere}:stack/${stackName}/00000000-0000-0000-0000-000000000000`,
  ),
  'AWS::StackName': ofTheRun(stackName),
  'AWS::URLSuffix': ofTheRun('amazonaws.com'),
  'AWS::NotificationARNs': [],
})

const named = (
  { template }: ReferenceScope,
  section: 'Parameters' | 'Resources',
  id: string,
): Section | undefined => {
  const all = template[section]
  const found = isPlain(all) && Object.hasOwn(all, id) ? all[id] : undefined
  return isPlain(found) ? found : undefined
}

/** Names of resources that name themselves by others are not followed into circles. */
const describe = (
  { stackName, resolve, guarded }: ReferenceScope,
  id: string,
  resource: Section,
): Parameters<typeof refText>[0] => {
  const type = String(resource['Type'])
  const given = isPlain(resource['Properties']) ? resource['Properties'] : {}
  const naming = Object.entries(given).filter(([key]) => /Name$|^Fifo/.test(key))
  const properties = guarded(id, () =>
    Object.fromEntries(naming.map(([key, value]) => [key, plainText(resolve(value))])),
  )
  const isFunction = type === 'AWS::Lambda::Function'
  return {
    id: isFunction && given['FunctionName'] === undefined ? `${stackName}-${id}` : id,
    type,
    properties,
  }
}

/** Aliases and versions are places of a function. */
const qualified = (
  { resolve, guarded }: ReferenceScope,
  id: string,
  { Type, Properties }: Section,
): string | undefined => {
  if (Type !== 'AWS::Lambda::Alias' && Type !== 'AWS::Lambda::Version') return undefined
  const properties = isPlain(Properties) ? Properties : {}
  const name = guarded(id, () => plainText(resolve(properties['FunctionName'])))
  const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${regionHere}:${accountHere}:function:${name}`
  return `${arn}:${Type === 'AWS::Lambda::Alias' ? plainText(resolve(properties['Name'] ?? 'alias')) : '1'}`
}

const streamConsumer = 'AWS::Kinesis::StreamConsumer'

/** Who reads by a consumer of a Kinesis stream reads that stream. */
const consumedStream = ({ resolve, guarded }: ReferenceScope, id: string, { Properties }: Section): unknown =>
  guarded(id, () => resolve(isPlain(Properties) ? Properties['StreamARN'] : undefined))

const parameterValue = (scope: ReferenceScope, name: string, found: Section): unknown => {
  const given = scope.parameter(name)
  if (given !== undefined) return valueOfParameter(found['Type'], given)
  // The default of such a parameter is where its value is kept.
  const isKept = String(found['Type']).startsWith('AWS::SSM::Parameter::Value')
  const byDefault = isKept ? undefined : found['Default']
  return byDefault === undefined ? unknownParameter(name, found) : valueOfParameter(found['Type'], byDefault)
}

const referenceIn = (scope: ReferenceScope, pseudo: Section, name: string): unknown => {
  if (name === 'AWS::NoValue') return undefined
  if (Object.hasOwn(pseudo, name)) return pseudo[name]
  const foreign = scope.tableOf(name)
  const given = named(scope, 'Parameters', name)
  if (given !== undefined && (foreign === undefined || scope.parameter(name) !== undefined))
    return parameterValue(scope, name, given)
  const resource = named(scope, 'Resources', name)
  if (resource !== undefined && tableTypes.includes(String(resource['Type'])))
    return ofTheRun({ table: scope.ownTable(name) })
  if (foreign !== undefined) return ofTheRun({ table: foreign })
  if (resource === undefined) return standIn(textByName(name), name)
  if (String(resource['Type']) === streamConsumer) return consumedStream(scope, name, resource)
  return standIn(qualified(scope, name, resource) ?? refText(describe(scope, name, resource)), name)
}

const attributeIn = (scope: ReferenceScope, name: string, attribute: string): unknown => {
  const resource = named(scope, 'Resources', name)
  const type = String(resource?.['Type'])
  if (resource !== undefined && tableTypes.includes(type))
    return tableAttribute(scope.ownTable(name), attribute)
  const foreign = scope.tableOf(name)
  if (foreign !== undefined) return tableAttribute(foreign, attribute)
  const reference = `${name}.${attribute}`
  if (resource !== undefined && type === streamConsumer) return consumedStream(scope, name, resource)
  if (type === 'AWS::CloudFormation::Stack' && attribute.startsWith('Outputs.')) {
    const output = scope.nestedOutput(name, attribute.slice('Outputs.'.length))
    if (output !== undefined) return output
  }
  if (resource === undefined) return standIn(textByName(reference), reference)
  return standIn(attributeText(describe(scope, name, resource), attribute), reference)
}

/** The references of a template. */
export const referencesOf = (scope: ReferenceScope): References => {
  const pseudo = pseudoParameters(scope.stackName)
  return {
    ref: name => referenceIn(scope, pseudo, name),
    attribute: (name, attribute) => attributeIn(scope, name, attribute),
    imported: name => {
      const foreign = scope.tableOf(name)
      if (foreign !== undefined)
        return /arn/i.test(name) ? tableAttribute(foreign, 'StreamArn') : ofTheRun({ table: foreign })
      return scope.exported(name) ?? standIn(textByName(name), name)
    },
  }
}
