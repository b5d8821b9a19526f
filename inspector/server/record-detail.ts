import { raise } from '../../core/errors/pipeline-error.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { Registry } from '../../core/registry/registry.ts'
import { explainWith } from '../../operations/explain/explain.ts'
import type { RecordDetail } from '../wire/wire-state.ts'
import { inspectorFaults } from './faults.ts'
import type { RecordRing } from './record-ring.ts'

const mostNeighbours = 200

/** What each function's filters say of a record. */
export const explanationsFor = (
  registries: ReadonlyMap<string, Registry>,
  record: StreamRecord,
): RecordDetail['explanations'] =>
  [...registries].flatMap(([functionName, registry]) =>
    explainWith(registry, record).map(each => ({ functionName, ...each })),
  )

/**
 * Everything that is kept of a record.
 *
 * @throws PipelineError `inspector.not-kept`
 */
export const recordDetail = (
  ring: RecordRing,
  registries: ReadonlyMap<string, Registry>,
  id: number,
): RecordDetail => {
  const row = ring.row(id)
  if (row === undefined) throw raise(inspectorFaults, 'inspector.not-kept', { what: `Record ${id}` })
  const record = ring.record(id)
  return {
    row,
    record,
    neighbours: ring.ofItem(id).slice(-mostNeighbours),
    explanations: record === undefined ? [] : explanationsFor(registries, record),
  }
}
