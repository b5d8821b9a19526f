import { accountIdentity } from '../../adapters/aws/account-identity.ts'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import { localParty } from '../../adapters/file/local-party.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { EngineEvent } from '../../engine/events.ts'
import type { LoadedFunction } from '../../engine/function/environments.ts'
import type { CleanUp } from '../../local-servers/clean-up.ts'
import { newCleanUp, stopAll } from '../../local-servers/clean-up.ts'
import { openTableDoor } from '../../local-servers/door/table-door.ts'
import type { TableEngine } from '../../local-servers/table/engine.ts'
import { openTableEngine } from '../../local-servers/table/open-table-engine.ts'
import { embeddedEnv } from '../local-run/embedded-env.ts'
import { newRunFolder } from '../local-run/run-folder.ts'
import { runCredentials } from '../local-run/run-credentials.ts'
import { localFunction } from '../local-run/local-function.ts'
import type { LocalTables } from '../local-run/local-tables.ts'
import { localTables } from '../local-run/local-tables.ts'
import { withoutAccounts } from '../local-run/safe-environment.ts'
import type { FunctionSurroundings } from '../local-run/surroundings.ts'
import { functionSurroundings } from '../local-run/surroundings.ts'
import { checkDeployment } from '../checks/check-deployment.ts'
import { newBuiltModules } from '../build/built-modules.ts'
import { checkFunctions } from '../project/check-functions.ts'
import { checkProject } from '../project/check-project.ts'
import { functionEnv } from '../project/function-environment.ts'
import type { Project, ProjectFunction } from '../project/project.ts'
import { loadPipeline, loadPipelines, readProject } from '../project/read-project.ts'
import type { Bus } from './bus.ts'
import { newBus } from './bus.ts'
import type { DevEvent } from './dev-event.ts'
import { functionAnswers } from './function-answers.ts'
import type { DevMapping, MappingSurroundings } from './dev-mapping.ts'
import { devMapping, retriesDeployed } from './dev-mapping.ts'
import type { SessionOptions } from './dev-options.ts'
import type { FunctionReloads } from './function-reloads.ts'
import { functionReloads } from './function-reloads.ts'
import type { MappingSet } from './mapping-set.ts'
import { newMappingSet } from './mapping-set.ts'
import type { SessionNote } from './session-file.ts'
import { removeSessionNote, writeSessionNote } from './session-file.ts'
import type { WatchedTarget } from './warnings/watched-target.ts'
import { noteSighting, retryLimitOf, retrySightings, watchedTarget } from './warnings/watched-target.ts'
import type { WarningCount } from './warnings/warnings.ts'
import { newWarnings } from './warnings/warnings.ts'
import { settingsWatch } from './settings-watch.ts'
import type { FileChanges } from './watch-project.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What can be asked of a running session. */
export interface SessionCommands {
  /** Reads nothing more from the streams; what is under way ends. */
  readonly pause: () => Promise<void>
  /** Goes on where it was paused. */
  readonly resume: () => Promise<void>
  /** Loads functions anew; without names, all of them. */
  readonly reload: (functionNames?: readonly string[]) => Promise<void>
  /** Loads what is other code since files changed, and says what else would need a new start. */
  readonly takeUp: (changes: FileChanges) => Promise<void>
  /** Lets this share of attempts fail from now on, 0 to 1; the functions are loaded anew for it. */
  readonly setChaosRate: (rate: number) => Promise<void>
}

/** A project that runs: tables behind their door, functions on their streams, and one bus on which it all is told. */
export interface Session {
  readonly project: Project
  /** Of the functions that export a pipeline, by function. */
  readonly registries: ReadonlyMap<string, Registry>
  readonly tables: LocalTables
  readonly note: SessionNote
  readonly subscribe: Bus<DevEvent>['subscribe']
  readonly commands: SessionCommands
  readonly mappings: Pick<MappingSet, 'whenCaughtUp' | 'isPaused'>
  /** All files that its functions are made of, as far as they are known. */
  readonly inputs: () => Iterable<string>
  /** The function that a mapping is of. */
  readonly functionOf: (mapping: string) => string
  /** What was warned of so far; to be asked when everything is delivered. */
  readonly warnings: () => readonly WarningCount[]
  /** Begins to read the streams; whoever listens has subscribed before. */
  readonly start: () => Promise<void>
  /** Ends all of it, in order. */
  readonly stop: () => Promise<void>
}

const chaosEnv = (rate: number | undefined, seed: number): Readonly<Record<string, string>> =>
  rate === undefined ? {} : { CHAOS_RATE: String(rate), CHAOS_SEED: String(seed) }

/** A function on the stream of a table that is not here would be given what is not meant for it. */
const onKnownTables = (project: Project, tell: SessionOptions['tell']): Project => {
  const { file, kind, notes, placeholders } = project
  tell({ event: 'ProjectRead', file, kind, notes, placeholders })
  const functions = project.functions.map(each => {
    const { functionName, streams } = each
    for (const { table, named } of streams)
      if (table === undefined) tell({ event: 'LeftOut', functionName, table: named })
    return { ...each, streams: streams.filter(({ table }) => table !== undefined) }
  })
  return { ...project, functions: functions.filter(({ streams }) => streams.length > 0) }
}

const openEngine = async (options: SessionOptions, tell: SessionOptions['tell']): Promise<TableEngine> =>
  openTableEngine({
    ...options,
    onChoice: choice => {
      tell({ event: 'TableEngine', ...choice })
    },
    onProgress: progress => {
      tell({ event: 'Fetching', ...progress })
    },
  })

interface StartedFunction {
  readonly each: ProjectFunction
  readonly target: LoadedFunction
}

/** A function on several streams has a mapping for each, which goes by the table's name too. */
const mappingsOf = (
  { each, target }: StartedFunction,
  { clients, tables }: LocalTables,
  dialect: 'dynoxide' | 'dynamodb',
): readonly DevMapping[] =>
  each.streams.flatMap(({ table, settings }) => {
    const found = tables.find(({ id }) => id === table)
    if (found === undefined) return []
    const { functionName } = each
    const id = each.streams.length === 1 ? functionName : `${functionName}.${found.tableName}`
    const source = dynamoDbStreamSource({ client: clients.streams, streamArn: found.streamArn, dialect })
    return [{ id, settings, target, source }]
  })

const commandsOf = (
  reloads: Pick<FunctionReloads, 'reload' | 'takeUp'>,
  mappings: MappingSet,
  tell: (event: DevEvent) => void,
  setRate: (rate: number) => void,
): SessionCommands => {
  const { reload, takeUp } = reloads
  return {
    reload,
    takeUp,
    pause: async () => {
      if (mappings.isPaused()) return
      await mappings.pause()
      tell({ event: 'Paused' })
    },
    resume: async () => {
      if (!mappings.isPaused()) return
      await mappings.resume()
      tell({ event: 'Resumed' })
    },
    setChaosRate: async rate => {
      setRate(rate)
      await reload()
    },
  }
}

/** What would go wrong where it is deployed, and what is otherwise here. */
const tellFindings = (
  project: Project,
  registries: ReadonlyMap<string, Registry>,
  tell: (event: DevEvent) => void,
): void => {
  for (const finding of checkDeployment(project, registries)) tell({ event: 'Finding', ...finding })
  for (const { functionName, streams } of project.functions) {
    const [message] = streams.flatMap(({ settings }) => retriesDeployed(settings) ?? [])
    if (message !== undefined) tell({ event: 'DiffersHere', functionName, message })
  }
}

const open = async (options: SessionOptions, cleanUp: CleanUp): Promise<Session> => {
  const { folder, clock, newId, seed } = options
  const bus: Bus<DevEvent> = newBus(error => {
    bus.tell({ event: 'ListenerFailed', message: reasonOf(error) })
  })
  bus.subscribe(options.tell)
  const { tell } = bus
  const project = onKnownTables(await readProject(folder, options.env), tell)
  if (options.allowRemoteSinks) tell({ event: 'AccountAllowed', ...(await accountIdentity()) })
  await checkProject(project)
  const runFolder = newRunFolder(folder, clock.now(), newId())
  const sinks = embeddedEnv(runFolder)
  const tableNames = project.tables.map(({ id, tableName }) => ({ id, deployed: tableName, here: tableName }))
  let chaosRate = options.chaosRate
  const envOf = (each: ProjectFunction, surroundings: FunctionSurroundings): Env =>
    functionEnv(each, {
      process: surroundings.process,
      run: { ...surroundings.run, ...chaosEnv(chaosRate, seed) },
      tables: tableNames,
    })
  const unconnected = { process: withoutAccounts(options.env), run: sinks }
  const modules = newBuiltModules()
  const registries = new Map(await loadPipelines(project, each => envOf(each, unconnected), modules))
  checkFunctions(project, registries)
  const engine = await openEngine(options, tell)
  cleanUp.later(engine.stop)
  tellFindings(project, registries, tell)
  const credentials = runCredentials(engine, options.env, newId)
  const tables = await localTables(engine, project.tables, { credentials, create: options.create })
  const door = await openTableDoor({ target: engine.endpoint, credentials, port: options.tablePort })
  cleanUp.later(door.stop)

  const functionsByMapping = new Map<string, string>()
  const functionOf = (mapping: string): string => functionsByMapping.get(mapping) ?? mapping
  const emit = (event: EngineEvent): void => {
    tell(event)
    const functionName = functionOf(event.mapping)
    if (registries.has(functionName)) return
    for (const answered of functionAnswers(event, functionName)) tell(answered)
  }
  const warnings = newWarnings(tell)
  const onReport = (mapping: string, { functionName, records }: DispatchReport): void => {
    for (const report of records)
      emit({ event: 'EffectWritten', functionName, report, mapping, atMs: clock.now() })
    // Where streams differ, the strictest.
    const limit = retryLimitOf(project.functions.find(each => each.functionName === functionName))
    for (const sighting of retrySightings(records, limit)) warnings.see(functionName, sighting)
  }
  const access = { endpoint: door.endpoint, region: credentials.region }
  const surrounding = await functionSurroundings({
    ...options,
    ...access,
    runFolder,
    sinks,
    remote: options.allowRemoteSinks ? 'account-and-sinks' : 'refused',
    onRefused: call => {
      tell({ event: 'Refused', ...call })
    },
    cleanUp,
  })
  const { inspectPort } = options
  const functions = project.functions.map((each, index) => ({
    each,
    target: localFunction(each, {
      projectFolder: folder,
      runFolder,
      modules,
      inspectPort: inspectPort === undefined ? undefined : inspectPort + index,
      env: () => envOf(each, surrounding),
      isKeptFromAws: !options.allowRemoteSinks,
      clock,
      onReport,
      onBuild: (functionName, line) => {
        tell({ event: 'Building', functionName, line })
      },
      onNote: (functionName, note) => {
        warnings.see(functionName, noteSighting(note))
      },
    }),
  }))
  cleanUp.later(async () => stopAll(functions.map(({ target }) => target)))
  await Promise.all(functions.map(async ({ target }) => target.load()))
  const reloads = functionReloads({
    modules,
    tell,
    functions: functions.map(({ each, target }) => ({
      target,
      file: each.file,
      onReload: async () => {
        const registry = await loadPipeline(each, envOf(each, unconnected), modules)
        if (registry === undefined) registries.delete(each.functionName)
        else registries.set(each.functionName, registry)
      },
    })),
  })
  const lookAtSettings = settingsWatch(
    project,
    async () => onKnownTables(await readProject(folder, options.env), () => undefined),
    tell,
  )

  const dialect = engine.kind === 'dynoxide' ? 'dynoxide' : 'dynamodb'
  const watched: WatchedTarget[] = []
  const found = functions
    .flatMap(each => mappingsOf(each, tables, dialect))
    .map(each => {
      const target = watchedTarget(each.target, each.settings, warnings)
      watched.push(target)
      return { ...each, target: target.target }
    })
  for (const { id, target } of found) functionsByMapping.set(id, target.functionName)
  const party = await localParty(newId(), options.env)
  const shared: MappingSurroundings = { ...options, runFolder, party, emit }
  const mappings = newMappingSet(() => found.map(each => devMapping(each, shared)))
  cleanUp.later(mappings.stop)

  const note: SessionNote = {
    ...access,
    pid: process.pid,
    startedAtMs: clock.now(),
    file: project.file,
    tables: tables.tables.map(({ id, tableName, streamArn }) => ({ id, tableName, streamArn })),
    functions: functions.map(({ target }) => target.functionName),
    runFolder,
    sinks,
  }
  return {
    project,
    registries,
    tables,
    note,
    subscribe: bus.subscribe,
    inputs: reloads.inputs,
    commands: commandsOf(
      {
        reload: reloads.reload,
        takeUp: async changes => {
          await lookAtSettings(changes.paths)
          await reloads.takeUp(changes)
        },
      },
      mappings,
      tell,
      rate => {
        chaosRate = rate
      },
    ),
    mappings,
    start: async () => {
      await mappings.start()
      const envFile = writeSessionNote(folder, note)
      cleanUp.later(async () => {
        removeSessionNote(folder, process.pid)
        return Promise.resolve()
      })
      const { functions: named, endpoint } = note
      const names = note.tables.map(({ tableName }) => tableName)
      const mapped = found.map(({ id, target, source }) => ({
        mapping: id,
        functionName: target.functionName,
        streamArn: source.streamArn,
      }))
      tell({
        event: 'Started',
        endpoint,
        tables: names,
        runFolder,
        functions: named,
        mappings: mapped,
        sinks,
        envFile,
      })
      if (inspectPort === undefined) return
      for (const [index, functionName] of named.entries())
        tell({ event: 'Inspecting', functionName, port: inspectPort + index })
    },
    functionOf,
    warnings: () => {
      for (const each of watched) each.atQuiet()
      return warnings.counts()
    },
    stop: cleanUp.now,
  }
}

/**
 * Runs a project on this machine: starts a table engine and a door to it, makes the tables, loads the functions and
 * puts them on the streams. Everything that happens is told on one bus; the terminal, the page, recordings and tests
 * listen to it, and ask for what they want by `commands`.
 *
 * @throws PipelineError `project.*`, `engine.*`, `machine.*`, `registry.*`: before anything is written, and with
 * nothing left running
 */
export const openSession = async (options: SessionOptions): Promise<Session> => {
  const cleanUp = newCleanUp()
  try {
    return await open(options, cleanUp)
  } catch (error) {
    await cleanUp.now()
    throw error
  }
}
