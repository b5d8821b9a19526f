import type { Registry } from '../../../core/registry/registry.ts'
import type { SessionNote } from '../../dev/session-file.ts'
import { applicationEnv } from '../../local-run/application-env.ts'
import { functionEnv, literals } from '../../project/function-environment.ts'
import type { Project, ProjectFunction } from '../../project/project.ts'
import { loadPipeline } from '../../project/read-project.ts'
import type { ChosenFunction } from './choose-subjects.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The registries of functions, and what surrounds them. */
interface Surrounded {
  readonly registries: ReadonlyMap<string, Registry>
  /** With which the tables are reached. */
  readonly tablesEnv: Env
  readonly blobUrl: string | undefined
  /** Where the sinks are. */
  readonly urls: readonly (string | undefined)[]
}

const sinkUrls = ['SEARCH_URL', 'CACHE_URL'] as const

/** The environment of a function in a running session, which is that of the session's own. */
const inSession = (project: Project, note: SessionNote, env: Env): ((each: ProjectFunction) => Env) => {
  const tables = note.tables.map(({ id, tableName }) => {
    const deployed = project.tables.find(each => each.id === id)?.tableName ?? tableName
    return { id, deployed, here: tableName }
  })
  return each => functionEnv(each, { process: env, run: { ...note.sinks, ...applicationEnv(note) }, tables })
}

/** Loads the chosen functions on the sinks of a running session, or on those that the environment names. */
export const registriesFor = async (
  project: Project,
  chosen: readonly ChosenFunction[],
  session: SessionNote | undefined,
  env: Env,
): Promise<Surrounded> => {
  const envOf =
    session === undefined
      ? (each: ProjectFunction): Env => ({ ...literals(each), ...env })
      : inSession(project, session, env)
  const registries = new Map<string, Registry>()
  const envs: Env[] = []
  for (const { each } of chosen) {
    const own = envOf(each)
    envs.push(own)
    const registry = await loadPipeline(each, own)
    if (registry !== undefined) registries.set(each.functionName, registry)
  }
  const kept = [...registries.values()].flatMap(({ processors }) =>
    processors.map(({ keeps }) => keeps?.place),
  )
  return {
    registries,
    tablesEnv: session === undefined ? env : { ...env, ...applicationEnv(session) },
    blobUrl: envs.map(each => each['BLOB_URL']).find(url => url !== undefined && url !== ''),
    urls: [...kept, ...envs.flatMap(each => sinkUrls.map(name => each[name]))],
  }
}
