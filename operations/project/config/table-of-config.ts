import type { CreateTableCommandInput, KeySchemaElement } from '@aws-sdk/client-dynamodb'
import { raise } from '../../../core/errors/pipeline-error.ts'
import { projectFaults } from '../faults.ts'
import type { ProjectTable } from '../project-table.ts'
import type { IndexConfig, KeyAttribute, TableConfig } from './define-config.ts'

const nameOf = (key: KeyAttribute): string => (typeof key === 'string' ? key : key.name)

const schemaOf = (partitionKey: KeyAttribute, sortKey: KeyAttribute | undefined): KeySchemaElement[] => [
  { AttributeName: nameOf(partitionKey), KeyType: 'HASH' },
  ...(sortKey === undefined ? [] : [{ AttributeName: nameOf(sortKey), KeyType: 'RANGE' as const }]),
]

const projectionOf = ({ projection = 'ALL' }: IndexConfig): object =>
  typeof projection === 'string'
    ? { ProjectionType: projection }
    : { ProjectionType: 'INCLUDE', NonKeyAttributes: projection }

const indexesOf = (
  partitionKey: KeyAttribute,
  indexes: Readonly<Record<string, IndexConfig>>,
): Partial<CreateTableCommandInput> => {
  const all = Object.entries(indexes).map(([IndexName, index]) => ({
    isLocal: index.partitionKey === undefined,
    index: {
      IndexName,
      KeySchema: schemaOf(index.partitionKey ?? partitionKey, index.sortKey),
      Projection: projectionOf(index),
    },
  }))
  const [local, global] = [true, false].map(wanted =>
    all.filter(({ isLocal }) => isLocal === wanted).map(({ index }) => index),
  )
  return {
    ...(global !== undefined && global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local !== undefined && local.length > 0 && { LocalSecondaryIndexes: local }),
  }
}

const attributesOf = (
  keys: readonly (KeyAttribute | undefined)[],
): CreateTableCommandInput['AttributeDefinitions'] => {
  const types = new Map(
    keys.flatMap(key =>
      key === undefined
        ? []
        : typeof key === 'string'
          ? [[key, 'S'] as const]
          : [[key.name, key.type] as const],
    ),
  )
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }))
}

const keysOf = (
  partitionKey: KeyAttribute,
  { sortKey, indexes = {} }: TableConfig,
): Partial<CreateTableCommandInput> => ({
  AttributeDefinitions: attributesOf([
    partitionKey,
    sortKey,
    ...Object.values(indexes).flatMap(index => [index.partitionKey, index.sortKey]),
  ]),
  KeySchema: schemaOf(partitionKey, sortKey),
  ...indexesOf(partitionKey, indexes),
})

/** A table needs three letters; a shorter name stands for one that is made up of it. */
const tableNameFor = (id: string): string => {
  const name = id.replaceAll(/[^a-zA-Z0-9_.-]/g, '-').slice(0, 255)
  return name.length < 3 ? `table-${name}` : name
}

const refuse = (file: string, id: string, problem: string): Error =>
  raise(projectFaults, 'project.config-invalid', { file, place: `tables.${id}`, problem })

const checkKeys = (file: string, id: string, { partitionKey, sortKey, indexes = {} }: TableConfig): void => {
  if (partitionKey === undefined && (sortKey !== undefined || Object.keys(indexes).length > 0))
    throw refuse(file, id, 'has a sort key or indexes, and no partitionKey: keys are given whole')
  for (const [name, index] of Object.entries(indexes))
    if (index.partitionKey === undefined && index.sortKey === undefined)
      throw refuse(file, `${id}.indexes.${name}`, 'has no key')
}

const kinesisOf = (
  { kinesisStream }: TableConfig,
  found: ProjectTable | undefined,
): Pick<ProjectTable, 'kinesis'> => {
  const { precision = 'MICROSECOND' } = found?.kinesis ?? {}
  if (kinesisStream !== undefined) return { kinesis: { streamArn: kinesisStream, precision } }
  return found?.kinesis === undefined ? {} : { kinesis: found.kinesis }
}

/**
 * A table as a configuration has it: what it says over what was found.
 *
 * @throws PipelineError `project.config-invalid` for a table without keys
 */
export const tableOfConfig = (
  file: string,
  id: string,
  config: TableConfig,
  found: ProjectTable | undefined,
): ProjectTable => {
  checkKeys(file, id, config)
  const { partitionKey, viewType, ttl } = config
  if (partitionKey === undefined && found === undefined)
    throw refuse(file, id, 'has no partitionKey, and the deploy file has no such table')
  const tableName = config.tableName ?? found?.tableName ?? tableNameFor(id)
  const StreamViewType = viewType ?? (found === undefined ? 'NEW_AND_OLD_IMAGES' : undefined)
  const { StreamSpecification } = found?.definition ?? {}
  const keys = partitionKey === undefined ? found?.definition : keysOf(partitionKey, config)
  return {
    id: found?.id ?? id,
    tableName,
    file: partitionKey === undefined && viewType === undefined ? (found?.file ?? file) : file,
    definition: {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: undefined,
      AttributeDefinitions: undefined,
      ...keys,
      TableName: tableName,
      ...(StreamViewType !== undefined
        ? { StreamSpecification: { StreamEnabled: true, StreamViewType } }
        : StreamSpecification !== undefined && { StreamSpecification }),
    },
    timeToLive: ttl ?? found?.timeToLive,
    ...kinesisOf(config, found),
  }
}
