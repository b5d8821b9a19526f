import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Plain } from '../../engine/plain.ts'
import { isPlain } from '../../engine/plain.ts'
import { projectFaults } from '../project/faults.ts'
import { parseYaml } from '../project/parse-yaml.ts'

const refuse = (file: string, reason: string): Error =>
  raise(projectFaults, 'project.file-unreadable', { file, reason })

const tableIn = (file: string, template: unknown): Plain => {
  const resources = isPlain(template) && isPlain(template['Resources']) ? template['Resources'] : {}
  const tables = Object.values(resources).filter(
    (resource): resource is Plain => isPlain(resource) && resource['Type'] === 'AWS::DynamoDB::Table',
  )
  const [table, second] = tables
  if (table === undefined || second !== undefined)
    throw refuse(file, `it holds ${tables.length} resources of type AWS::DynamoDB::Table instead of one`)
  return isPlain(table['Properties']) ? table['Properties'] : {}
}

/** What a local engine knows of CreateTable; encryption and tags mean nothing there, and one refuses them. */
const kept = ['AttributeDefinitions', 'KeySchema', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes'] as const

/** Of an index, what CreateTable takes: throughput is paid for by request here. */
const indexParts = ['IndexName', 'KeySchema', 'Projection'] as const

const isReference = (value: unknown): boolean => {
  if (typeof value === 'string') return value.includes('${')
  if (Array.isArray(value)) return value.some(isReference)
  if (!isPlain(value)) return false
  return (
    Object.keys(value).some(key => key === 'Ref' || key.startsWith('Fn::')) ||
    Object.values(value).some(isReference)
  )
}

const indexOf = (index: unknown): unknown =>
  isPlain(index)
    ? Object.fromEntries(indexParts.flatMap(name => (name in index ? [[name, index[name]]] : [])))
    : index

const keptOf = (properties: Plain, name: (typeof kept)[number]): unknown => {
  const value = properties[name]
  return name.endsWith('Indexes') && Array.isArray(value) ? value.map(indexOf) : value
}

const streamOf = (
  properties: Plain,
  source: string,
): Pick<CreateTableCommandInput, 'StreamSpecification'> => {
  const stream = properties['StreamSpecification']
  if (stream === undefined || stream === null) return {}
  if (!isPlain(stream) || typeof stream['StreamViewType'] !== 'string' || isReference(stream))
    throw refuse(source, 'its StreamSpecification names no StreamViewType')
  const { StreamViewType } = stream
  // A type that there is not is the table engine's to refuse, in its own words.
  return {
    StreamSpecification: { StreamEnabled: true, StreamViewType: StreamViewType as 'NEW_AND_OLD_IMAGES' },
  }
}

/**
 * What CloudFormation says of a table as the input of CreateTable for a local engine. A table without a stream has
 * none here either.
 *
 * @param source - what the table is called in a message
 * @throws PipelineError `project.file-unreadable`
 */
export const tableFromProperties = (
  properties: Plain,
  source: string,
  tableName: string,
): CreateTableCommandInput => {
  const reference = kept.find(name => isReference(properties[name]))
  if (reference !== undefined)
    throw refuse(source, `${reference} refers to something else; it must be literal`)
  const definition = {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    ...Object.fromEntries(
      kept.flatMap(name => {
        const value = keptOf(properties, name)
        return value === undefined || value === null ? [] : [[name, value]]
      }),
    ),
    ...streamOf(properties, source),
  }
  // The engine checks the rest better than we could, with its own words.
  return definition as unknown as CreateTableCommandInput
}

/**
 * Reads a CloudFormation fragment with one DynamoDB table into the input of CreateTable for a local engine.
 *
 * @throws PipelineError `project.file-unreadable`, also for a table without a stream
 */
export const tableDefinition = (yaml: string, file: string, tableName: string): CreateTableCommandInput => {
  const properties = tableIn(file, parseYaml(yaml))
  const definition = tableFromProperties(properties, file, tableName)
  if (definition.StreamSpecification === undefined) throw refuse(file, 'the table has no StreamSpecification')
  return definition
}
