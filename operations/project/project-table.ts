import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { isPlain } from '../../engine/plain.ts'
import type { TableKinesis } from './kinesis-streams.ts'
import { tableFromProperties } from '../table/table-definition.ts'

/** A table of a project, ready to be made on this machine. */
export interface ProjectTable {
  /** What its template calls it. */
  readonly id: string
  /** As it is deployed. */
  readonly tableName: string
  /** File that says what it is, as people name it. */
  readonly file: string
  /** What CreateTable is given. */
  readonly definition: CreateTableCommandInput
  /** Attribute by which its items expire. */
  readonly timeToLive: string | undefined
  /** Where it writes its changes besides its own stream. */
  readonly kinesis?: TableKinesis | undefined
}

/** Gives a table its name on this machine. */
export type NameTable = (id: string, given: unknown) => string

const timeToLiveOf = (properties: Readonly<Record<string, unknown>>): string | undefined => {
  const specification = properties['TimeToLiveSpecification']
  if (!isPlain(specification) || String(specification['Enabled']) === 'false') return undefined
  const { AttributeName } = specification
  return typeof AttributeName === 'string' ? AttributeName : undefined
}

/** What CloudFormation makes up for a table without a name, as near as this machine can come. */
const madeUpName = (stack: string, id: string): string =>
  `${stack}-${id}`.replaceAll(/[^a-zA-Z0-9_.-]/g, '-').slice(0, 255)

/** Names for the tables of a stack: their own, where those are names. */
export const nameTables =
  (stack: string): NameTable =>
  (id, given) =>
    typeof given === 'string' && /^[a-zA-Z0-9_.-]{3,255}$/.test(given) ? given : madeUpName(stack, id)

/**
 * A table out of the properties of its resource.
 *
 * @throws PipelineError `project.file-unreadable` for one whose keys are not literal
 */
export const tableOfProperties = (
  id: string,
  given: unknown,
  file: string,
  tableName: string,
): ProjectTable => {
  const properties = isPlain(given) ? given : {}
  const definition = tableFromProperties(properties, `${file}, ${id}`, tableName)
  return { id, tableName, file, definition, timeToLive: timeToLiveOf(properties) }
}
