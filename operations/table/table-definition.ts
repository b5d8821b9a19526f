import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { raise } from '../../core/errors/pipeline-error.ts'
import { projectFaults } from '../project/faults.ts'
import { parseYaml } from '../project/parse-yaml.ts'

type Plain = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

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

/**
 * Reads a CloudFormation fragment with one DynamoDB table into the input of CreateTable for a local engine.
 *
 * @throws PipelineError `project.file-unreadable`
 */
export const tableDefinition = (yaml: string, file: string, tableName: string): CreateTableCommandInput => {
  const properties = tableIn(file, parseYaml(yaml))
  const reference = kept.find(name => JSON.stringify(properties[name] ?? null).includes('${'))
  if (reference !== undefined) throw refuse(file, `${reference} refers to something else; it must be literal`)
  const stream = properties['StreamSpecification']
  if (!isPlain(stream) || typeof stream['StreamViewType'] !== 'string')
    throw refuse(file, 'the table has no StreamSpecification')
  const definition = {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    ...Object.fromEntries(kept.flatMap(name => (name in properties ? [[name, properties[name]]] : []))),
    StreamSpecification: { StreamEnabled: true, StreamViewType: stream['StreamViewType'] },
  }
  // The engine checks the rest better than we could, with its own words.
  return definition as unknown as CreateTableCommandInput
}
