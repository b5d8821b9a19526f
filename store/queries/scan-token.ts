import type { AttributeValue } from '../../core/attributes/attribute-value.ts'
import type { Key } from '../items/key.ts'
import { lambdaForm, sdkForm } from '../items/lambda-form.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Table } from '../table.ts'
import { plainItem, sdkItem } from '../items/values.ts'
import { queryFaults } from './faults.ts'

/** Where one segment goes on: at its beginning, after a key, or nowhere. */
export type Position = Key | 'start' | 'done'

/** How far a scan has come, as plain JSON: write it down after a page was dealt with, and a killed scan goes on there. */
export interface ScanToken {
  /** Of this form: another form has another number. */
  readonly version: 1
  /** A token of another table is refused. */
  readonly tableName: string
  /** `null` for the table itself. */
  readonly index: string | null
  /** Per segment, keys marshalled so that no digit and no byte is lost. */
  readonly segments: readonly ('start' | 'done' | Readonly<Record<string, AttributeValue>>)[]
  /** Items given so far, over all runs. */
  readonly items: number
  /** Items read for them, those that a filter left out included; not in tokens of older code. */
  readonly scanned?: number
}

/** What a token stands for. */
export interface ScanState {
  readonly positions: readonly Position[]
  readonly items: number
  readonly scanned: number
}

const written = (table: Table, position: Position): ScanToken['segments'][number] => {
  if (typeof position === 'string') return position
  const marshalled = Object.entries(sdkItem(position, table))
  return Object.fromEntries(marshalled.map(([name, value]) => [name, lambdaForm(value)]))
}

const read = (segment: ScanToken['segments'][number]): Position =>
  typeof segment === 'string'
    ? segment
    : plainItem(Object.fromEntries(Object.entries(segment).map(([name, value]) => [name, sdkForm(value)])))

/** Writes a state down. */
export const scanToken = (table: Table, index: string | undefined, state: ScanState): ScanToken => ({
  version: 1,
  tableName: table.tableName,
  index: index ?? null,
  segments: state.positions.map(position => written(table, position)),
  items: state.items,
  scanned: state.scanned,
})

/** @throws PipelineError `query.token-invalid` for a token of another scan */
export const scanState = (
  { tableName }: Table,
  index: string | undefined,
  segments: number,
  token: ScanToken | undefined,
): ScanState => {
  if (token === undefined) {
    return { positions: Array.from({ length: segments }, () => 'start'), items: 0, scanned: 0 }
  }
  const refuse = (problem: string): Error => raise(queryFaults, 'query.token-invalid', { problem })
  // A token comes back from a file or a queue, so its type is a hope.
  if ((token.version as unknown) !== 1 || !Array.isArray(token.segments))
    throw refuse('it is of another version')
  if (token.tableName !== tableName) throw refuse(`it is of table ${token.tableName}`)
  if (token.index !== (index ?? null))
    throw refuse(`it is of ${token.index ?? 'the table'}, not of ${index ?? 'the table'}`)
  if (token.segments.length !== segments) {
    throw refuse(`it has ${token.segments.length} segments, not ${segments}`)
  }
  const { items, scanned = items } = token
  return { positions: token.segments.map(read), items, scanned }
}
