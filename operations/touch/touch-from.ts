import { existsSync, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { openClients } from '../../adapters/dynamodb/open-clients.ts'
import { tableSegments } from '../../adapters/dynamodb/table-segments.ts'
import { itemToucher } from '../../adapters/dynamodb/touch-item.ts'
import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { readSessionNote } from '../dev/session-file.ts'
import { applicationEnv } from '../local-run/application-env.ts'
import { placeOfTable } from '../verify/source/find-subjects.ts'
import { isLocalPlace } from '../verify/source/is-local.ts'
import { touchFaults } from './faults.ts'
import type { TouchOptions, TouchSummary } from './touch-table.ts'
import { touchTable } from './touch-table.ts'
import { readTouch, touchStateFile } from './touch-state.ts'

/** What {@link touchFrom} takes. */
export interface TouchFromOptions extends Pick<
  TouchOptions,
  | 'attribute'
  | 'raised'
  | 'mostItems'
  | 'segments'
  | 'maxReadUnits'
  | 'maxWriteUnits'
  | 'clock'
  | 'signal'
  | 'tell'
> {
  readonly tableName: string
  /** Of the project, where there is one. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly resume?: string | undefined
  readonly isDryRun: boolean
  readonly allowWrites: boolean
  readonly newId: () => string
}

const unreadable = (tableName: string, error: unknown): Error =>
  isPipelineError(error)
    ? error
    : raise(touchFaults, 'touch.table-unreadable', { tableName, reason: reasonOf(error) }, { cause: error })

const openTable = async ({ tableName, env }: Pick<TouchFromOptions, 'tableName' | 'env'>) => {
  try {
    const { table: client } = openClients(env)
    return { table: await tableSegments(client, tableName), toucher: await itemToucher(client, tableName) }
  } catch (error) {
    throw unreadable(tableName, error)
  }
}

const touchFolder = ({ folder, resume, newId }: TouchFromOptions): string => {
  if (resume === undefined) {
    const own = join(folder, '.tailrace', 'touch', newId())
    mkdirSync(own, { recursive: true, mode: 0o700 })
    return own
  }
  const isState = basename(resume) === basename(touchStateFile(''))
  if (isState && readTouch(dirname(resume)) !== undefined) return dirname(resume)
  const reason = existsSync(resume) ? 'it is no state of a touch' : 'it is not there'
  throw raise(touchFaults, 'touch.state-unreadable', { file: resume, reason })
}

/**
 * Touches the items of a table by its name: of the `tailrace dev` that runs in the folder, else of the environment's
 * endpoint or account. The table's place and what would be done are told before anything is written.
 *
 * @returns nothing where it was only to be said
 * @throws PipelineError `touch.*`
 */
export const touchFrom = async (options: TouchFromOptions): Promise<TouchSummary | undefined> => {
  const { tableName, folder, allowWrites, isDryRun, newId, tell, attribute, mostItems } = options
  const session = readSessionNote(folder)
  const isOfSession = session?.tables.some(each => each.tableName === tableName) === true
  const env = isOfSession ? { ...options.env, ...applicationEnv(session) } : options.env
  const { table, toucher } = await openTable({ tableName, env })
  const place = placeOfTable(table)
  const { itemCount: items } = table
  tell({ event: 'TouchPlan', ...place, attribute, items, mostItems, isDryRun })
  if (table.streamArn === '') throw raise(touchFaults, 'touch.stream-missing', { tableName })
  if (isDryRun) return undefined
  const endpoint = env['AWS_ENDPOINT_URL_DYNAMODB'] ?? env['AWS_ENDPOINT_URL'] ?? ''
  if (!allowWrites && (endpoint === '' || !isLocalPlace(endpoint)))
    throw raise(touchFaults, 'touch.writes-refused', place)
  const own = touchFolder(options)
  let isOver = false
  try {
    const summary = await touchTable({ ...options, table, toucher, folder: own, run: `touch-${newId()}` })
    isOver = !summary.interrupted
    return summary
  } catch (error) {
    throw unreadable(tableName, error)
  } finally {
    const file = touchStateFile(own)
    if (isOver || !existsSync(file)) await rm(own, { recursive: true, force: true })
    else tell({ event: 'CanResume', file })
  }
}
