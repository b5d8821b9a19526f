import { tableOfStream } from '../../adapters/dynamodb/table-of-stream.ts'
import { isByKinesis } from '../../core/record/kinesis-source.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { inEnvelope } from '../../engine/envelopes/in-envelope.ts'
import { kinesisEnvelope } from '../../engine/envelopes/kinesis-envelope.ts'
import { kinesisSource } from '../../engine/envelopes/kinesis-source.ts'
import { pipeEnvelope } from '../../engine/envelopes/pipe-envelope.ts'
import type { FunctionEnvelope } from '../../engine/ports/envelope.ts'
import type { FunctionTarget } from '../../engine/ports/function-target.ts'
import type { StreamSource } from '../../engine/ports/stream-source.ts'
import { narrowedSource } from '../../engine/sources/narrowed-source.ts'
import type { ProjectTable } from '../project/project-table.ts'
import type { StreamWay } from '../project/project.ts'
import { viewTypeOf } from '../project/view-type-of.ts'
import type { DevMapping } from './dev-mapping.ts'
import type { SessionFunction } from './session-functions.ts'

/** A function on a table's stream, before it is said how the records of the one come to the other. */
interface Ends {
  readonly target: FunctionTarget
  readonly source: StreamSource
  readonly table: ProjectTable
}

type Wired = Pick<DevMapping, 'target' | 'source' | 'envelope' | 'needs'>

/** The table's own stream, which is made wider here than it is deployed where the table writes to Kinesis too. */
const asDeployed = ({ target, source, table }: Ends): Wired => {
  const viewType = viewTypeOf(table)
  const isWidened = table.kinesis !== undefined && viewType !== undefined
  return {
    target,
    source: isWidened ? narrowedSource(source, viewType) : source,
    envelope: undefined,
    needs: [],
  }
}

/** The form in which a function is given the records of a table. */
const envelopeOf = (way: StreamWay, { tableName }: ProjectTable): FunctionEnvelope =>
  way.type === 'pipe' ? pipeEnvelope : kinesisEnvelope({ ...way, tableName })

/** Puts a function on the stream of a table in the way that the project says. */
export const wired = (ends: Ends, way: StreamWay | undefined): Wired => {
  if (way === undefined) return asDeployed(ends)
  const { source, table } = ends
  const envelope = envelopeOf(way, table)
  const target = inEnvelope(ends.target, envelope)
  if (way.type === 'pipe') return { ...asDeployed({ ...ends, target }), envelope }
  return {
    target,
    source: kinesisSource(source, { ...way, tableName: table.tableName }),
    envelope,
    needs: ['NewImage', 'OldImage'],
  }
}

/** A function that is given these records beside its mappings, in the form in which it has others of their stream. */
export const asSent = (
  { each: { streams }, target }: SessionFunction,
  records: readonly StreamRecord[],
  tables: readonly ProjectTable[],
): FunctionTarget => {
  const tableName = tableOfStream(records[0]?.eventSourceARN ?? '')
  const table = tables.find(found => found.tableName === tableName)
  const isKinesis = isByKinesis(records[0]?.eventSourceARN)
  const way = streams.find(
    each => each.table === table?.id && (each.way?.type === 'kinesis') === isKinesis,
  )?.way
  return table === undefined || way === undefined ? target : inEnvelope(target, envelopeOf(way, table))
}
