import { existsSync, readFileSync } from 'node:fs'
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { isPlain } from '../../engine/plain.ts'
import { tableFromProperties } from '../table/table-definition.ts'
import { projectFaults } from './faults.ts'
import { parseYaml } from './parse-yaml.ts'

/** A table of a project, ready to be made on this machine. */
export interface ProjectTable {
  /** What its template calls it. */
  readonly id: string
  readonly tableName: string
  /** File that says what it is, as people name it. */
  readonly file: string
  /** What CreateTable is given. */
  readonly definition: CreateTableCommandInput
  /** Attribute by which its items expire. */
  readonly timeToLive: string | undefined
}

/** Gives a table its name on this machine. */
export type NameTable = (id: string, given: unknown) => string

const tableTypes = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable']

const timeToLiveOf = (properties: Readonly<Record<string, unknown>>): string | undefined => {
  const specification = properties['TimeToLiveSpecification']
  if (!isPlain(specification) || String(specification['Enabled']) === 'false') return undefined
  const { AttributeName } = specification
  return typeof AttributeName === 'string' ? AttributeName : undefined
}

/**
 * The tables among resources of a template.
 *
 * @throws PipelineError `project.file-unreadable` for one whose keys are not literal
 */
export const tablesIn = (resources: unknown, file: string, nameTable: NameTable): readonly ProjectTable[] =>
  Object.entries(isPlain(resources) ? resources : {}).flatMap(([id, resource]) => {
    if (!isPlain(resource) || !tableTypes.includes(String(resource['Type']))) return []
    const properties = isPlain(resource['Properties']) ? resource['Properties'] : {}
    const tableName = nameTable(id, properties['TableName'])
    const definition = tableFromProperties(properties, `${file}, ${id}`, tableName)
    return [{ id, tableName, file, definition, timeToLive: timeToLiveOf(properties) }]
  })

/**
 * The tables of a fragment that is a file of its own; none where there is no such file.
 *
 * @throws PipelineError `project.file-unreadable`
 */
export const tablesInFile = (path: string, file: string, nameTable: NameTable): readonly ProjectTable[] => {
  if (!existsSync(path)) return []
  try {
    const template = parseYaml(readFileSync(path, 'utf8'))
    return tablesIn(isPlain(template) ? template['Resources'] : undefined, file, nameTable)
  } catch (error) {
    throw raise(projectFaults, 'project.file-unreadable', { file, reason: reasonOf(error) }, { cause: error })
  }
}
