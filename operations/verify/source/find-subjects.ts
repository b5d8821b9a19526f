import { openClients } from '../../../adapters/dynamodb/open-clients.ts'
import type { TableSegments } from '../../../adapters/dynamodb/table-segments.ts'
import { readSessionNote } from '../../dev/session-file.ts'
import { readProject } from '../../project/read-project.ts'
import type { VerifyFromOptions } from '../verify-from-options.ts'
import type { VerifySubject } from '../verify-run.ts'
import { chooseSubjects } from './choose-subjects.ts'
import { isLocalPlace } from './is-local.ts'
import { comparedTable } from './compared-table.ts'
import { registriesFor } from './registries-for.ts'

/** Whose functions are meant, and who is told which tables they are. */
export type SubjectQuestion = Pick<
  VerifyFromOptions,
  'folder' | 'env' | 'overrides' | 'table' | 'functionName'
> & {
  readonly tell: (event: Extract<Parameters<VerifyFromOptions['tell']>[0], { event: 'Where' }>) => void
}

/** A function that was found, and its tables. */
export interface FoundSubject extends VerifySubject {
  readonly deployedName: string
  readonly timeoutMs: number
}

/** What is found out before anything is compared. */
export interface FoundSubjects {
  readonly subjects: readonly FoundSubject[]
  readonly tables: readonly TableSegments[]
  readonly blobUrl: string | undefined
  readonly tablesEnv: VerifyFromOptions['env']
  /** Places of the sinks, as URLs. */
  readonly urls: readonly (string | undefined)[]
  /** Tables and sinks are on this machine. */
  readonly isLocal: boolean
}

const openTables = async (
  names: readonly string[],
  env: VerifyFromOptions['env'],
): Promise<ReadonlyMap<string, TableSegments>> => {
  const { table: client } = openClients(env)
  const found = new Map<string, TableSegments>()
  for (const tableName of new Set(names)) {
    found.set(tableName, await comparedTable(client, tableName))
  }
  return found
}

/** Table, region and account, of `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME`. */
export const placeOfTable = ({
  tableArn,
  tableName,
}: TableSegments): { readonly table: string; readonly region: string; readonly account: string } => {
  const [, , , region = '', account = ''] = tableArn.split(':')
  return { table: tableName, region, account }
}

/**
 * Finds functions of a project, their processors on the sinks that are meant, and their tables. Where `tailrace dev` runs
 * in the folder, its tables and sinks are meant; else those that the environment names.
 *
 * @throws PipelineError `verify.*`, `project.*`, `config.*`, and what tables and sinks throw
 */
export const findSubjects = async ({
  folder,
  env,
  overrides,
  table,
  functionName,
  tell,
}: SubjectQuestion): Promise<FoundSubjects> => {
  const project = await readProject(folder, env, overrides)
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
      ...placeOfTable(each),
      ...(session && { pid: session.pid }),
      ...(endpoint && { endpoint }),
    })
  const isLocal =
    endpoint !== undefined && endpoint !== '' && isLocalPlace(endpoint) && urls.every(isLocalPlace)
  return {
    subjects: chosen.map(({ each, tableNames }) => ({
      functionName: each.functionName,
      deployedName: each.deployedName,
      timeoutMs: each.timeoutMs,
      processors: registries.get(each.functionName)?.processors ?? [],
      tables: tableNames.flatMap(name => tables.get(name) ?? []),
    })),
    tables: [...tables.values()],
    blobUrl,
    tablesEnv,
    urls,
    isLocal,
  }
}
