import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openClients } from '../../adapters/dynamodb/open-clients.ts'
import type { TableSegments } from '../../adapters/dynamodb/table-segments.ts'
import { tableSegments } from '../../adapters/dynamodb/table-segments.ts'
import { blobStore } from '../../adapters/open/blob-store.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { readSessionNote } from '../dev/session-file.ts'
import { readProject } from '../project/read-project.ts'
import { verifyFaults } from './faults.ts'
import { checkState, removeRun, stateFileOf } from './run-state.ts'
import { chooseSubjects } from './source/choose-subjects.ts'
import { isLocalPlace } from './source/is-local.ts'
import { openRecords } from './source/open-records.ts'
import { registriesFor } from './source/registries-for.ts'
import type { VerifyFromOptions } from './verify-from-options.ts'
import type { VerifySummary } from './verify-event.ts'
import type { VerifySubject } from './verify-run.ts'
import { verifyTables } from './verify-tables.ts'

/** What is found out before anything is compared. */
interface Found {
  readonly subjects: readonly VerifySubject[]
  readonly tables: readonly TableSegments[]
  readonly blobUrl: string | undefined
  readonly tablesEnv: VerifyFromOptions['env']
}

const openTables = async (
  names: readonly string[],
  env: VerifyFromOptions['env'],
): Promise<ReadonlyMap<string, TableSegments>> => {
  const { table: client } = openClients(env)
  const found = new Map<string, TableSegments>()
  for (const tableName of new Set(names)) {
    try {
      found.set(tableName, await tableSegments(client, tableName))
    } catch (error) {
      throw raise(
        verifyFaults,
        'verify.table-unreadable',
        { tableName, reason: reasonOf(error) },
        { cause: error },
      )
    }
  }
  return found
}

/** `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME` */
const placeOf = ({ tableArn, tableName }: TableSegments) => {
  const [, , , region = '', account = ''] = tableArn.split(':')
  return { table: tableName, region, account }
}

const findSubjects = async (options: VerifyFromOptions): Promise<Found> => {
  const { folder, env, table, functionName, tell } = options
  const project = await readProject(folder, env)
  const session = readSessionNote(folder)
  const chosen = chooseSubjects(project, {
    table,
    functionName,
    running: new Map(session?.tables.map(({ id, tableName }) => [id, tableName])),
    tableName: env['TABLE_NAME'] === '' ? undefined : env['TABLE_NAME'],
  })
  const { registries, tablesEnv, blobUrl, urls } = await registriesFor(project, chosen, session, env)
  const tables = await openTables(
    chosen.flatMap(({ tableNames }) => tableNames),
    tablesEnv,
  )
  const endpoint = tablesEnv['AWS_ENDPOINT_URL_DYNAMODB'] ?? tablesEnv['AWS_ENDPOINT_URL']
  for (const each of tables.values())
    tell({
      event: 'Where',
      ...placeOf(each),
      ...(session && { pid: session.pid }),
      ...(endpoint && { endpoint }),
    })
  const isLocal =
    endpoint !== undefined && endpoint !== '' && isLocalPlace(endpoint) && urls.every(isLocalPlace)
  refuseWrites(options, [...tables.values()], isLocal)
  return {
    subjects: chosen.map(({ each, tableNames }) => ({
      functionName: each.functionName,
      processors: registries.get(each.functionName)?.processors ?? [],
      tables: tableNames.flatMap(name => tables.get(name) ?? []),
    })),
    tables: [...tables.values()],
    blobUrl,
    tablesEnv,
  }
}

/** Off this machine nothing is written that nobody asked for in so many words. */
const refuseWrites = (
  { repair, allowWrites }: VerifyFromOptions,
  tables: readonly TableSegments[],
  isLocal: boolean,
): void => {
  const [first] = tables
  if (repair === undefined || repair.isDryRun || allowWrites || isLocal || first === undefined) return
  throw raise(verifyFaults, 'verify.writes-refused', placeOf(first))
}

const checkComparable = ({ subjects }: Found, hasRecords: boolean): void => {
  const isAny = subjects.some(({ processors }) =>
    processors.some(({ check }) => check !== undefined && (hasRecords || check.kind !== 'events')),
  )
  const functions = subjects.map(({ functionName }) => functionName)
  if (!isAny) throw raise(verifyFaults, 'verify.nothing-to-compare', { functions, hasRecords })
}

/** The run's folder: that of the run that is resumed, or one of its own. */
const workFolder = ({ folder, resume, newId, workIn }: VerifyFromOptions): string => {
  if (resume === undefined) {
    const own = join(workIn ?? join(folder, '.tailrace', 'verify'), newId())
    mkdirSync(own, { recursive: true, mode: 0o700 })
    return own
  }
  checkState(resume)
  return dirname(resume)
}

/**
 * A comparison of a project's functions, or some, with their tables. Where `tailrace dev` runs in the folder, its
 * tables and sinks are meant; else those that the environment names, at AWS or at its endpoint.
 *
 * @throws PipelineError `verify.*`, `project.*`, `config.*`, `capture.*`, and what tables and sinks throw
 */
export const verifyFrom = async (options: VerifyFromOptions): Promise<VerifySummary> => {
  const { scope, clock, random, signal, tell, repair, maxReadUnits, segments, pauseMs } = options
  const work = workFolder(options)
  let isOver = false
  try {
    const found = await findSubjects(options)
    const records = await openRecords({ ...options, env: found.tablesEnv }, found.tables, work)
    checkComparable(found, records !== undefined)
    const summary = await verifyTables({
      subjects: found.subjects,
      scope,
      folder: work,
      ...(records && { records }),
      ...(segments !== undefined && { segments }),
      ...(pauseMs !== undefined && { pauseMs }),
      ...(repair && { repair }),
      ...(found.blobUrl !== undefined && { blobs: blobStore(found.blobUrl) }),
      maxReadUnits,
      clock,
      random,
      signal,
      tell,
    })
    isOver = !summary.interrupted
    return summary
  } finally {
    const file = stateFileOf(work)
    if (!isOver && existsSync(file)) tell({ event: 'CanResume', file })
    else await removeRun(work)
  }
}
