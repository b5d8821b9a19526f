import { raise } from '../../../core/errors/pipeline-error.ts'
import type { Plain } from '../../../engine/plain.ts'
import { isPlain } from '../../../engine/plain.ts'
import { projectFaults } from '../faults.ts'
import { kinesisOfTable } from '../kinesis-streams.ts'
import type { ProjectTable } from '../project-table.ts'
import { nameTables, tableOfProperties } from '../project-table.ts'
import { section } from './scope.ts'
import type { OpenStack } from './stack.ts'
import { standInsIn, plainText, withKnownTexts } from './stand-in.ts'

const decisive = [
  'AttributeDefinitions',
  'KeySchema',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'StreamSpecification',
]

/** Throughput is nothing that a local table has. */
const withoutThroughput = (index: unknown): unknown =>
  isPlain(index)
    ? Object.fromEntries(Object.entries(index).filter(([name]) => !/Throughput/.test(name)))
    : index

const partOf = (value: unknown): unknown => (Array.isArray(value) ? value.map(withoutThroughput) : value)

/**
 * A table out of a resource.
 *
 * @throws PipelineError `project.file-unreadable` where keys, indexes or stream depend on what nobody here knows
 */
export const tableOfResource = (
  id: string,
  resource: Plain,
  { scope, file, stackName }: OpenStack,
): ProjectTable => {
  const resolved = scope.resolve(section(resource, 'Properties'))
  const properties = isPlain(resolved) ? resolved : {}
  for (const name of decisive) {
    const [unknown] = standInsIn(withKnownTexts(partOf(properties[name])))
    if (unknown === undefined) continue
    const place = [name, ...unknown.path].join('.')
    const reason = `${place} of table ${id} depends on ${unknown.found.unknown[0]?.reference ?? 'something'}, which nobody here knows; describe the table in tailrace.config.ts`
    throw raise(projectFaults, 'project.file-unreadable', { file, reason })
  }
  const given = properties['TableName']
  const name = nameTables(stackName)(id, given && plainText(given))
  const table = tableOfProperties(id, withKnownTexts(properties), file, name)
  const kinesis = kinesisOfTable(properties)
  return kinesis === undefined ? table : { ...table, kinesis }
}
