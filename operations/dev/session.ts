import { localParty } from '../../adapters/file/local-party.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { EngineEvent } from '../../engine/events.ts'
import type { InvokeResult } from '../../engine/ports/function-target.ts'
import type { CleanUp } from '../../local-servers/clean-up.ts'
import { newCleanUp } from '../../local-servers/clean-up.ts'
import type { TableEngineKind } from '../../local-servers/table/engine.ts'
import type { LocalTables } from '../local-run/local-tables.ts'
import type { Project } from '../project/project.ts'
import type { ProjectTable } from '../project/project-table.ts'
import type { Bus } from './bus.ts'
import { newBus } from './bus.ts'
import type { DevEvent } from './dev-event.ts'
import { devMapping } from './dev-mapping.ts'
import type { SessionOptions } from './dev-options.ts'
import { functionAnswers } from './function-answers.ts'
import type { FunctionReloads } from './function-reloads.ts'
import { functionReloads } from './function-reloads.ts'
import type { MappingSet } from './mapping-set.ts'
import { newMappingSet } from './mapping-set.ts'
import type { OpenedTables } from './open-tables.ts'
import { openTables } from './open-tables.ts'
import type { KeptRun } from './persist/kept-run.ts'
import { openKeptRun } from './persist/kept-run.ts'
import type { PreparedRun } from './prepared-run.ts'
import { prepareRun, tellFindings } from './prepared-run.ts'
import type { SessionNote } from './session-file.ts'
import { removeSessionNote, writeSessionNote } from './session-file.ts'
import type { SessionFunction } from './session-functions.ts'
import { loadFunctions } from './session-functions.ts'
import type { SessionMapping } from './session-mappings.ts'
import { sessionMappings } from './session-mappings.ts'
import { settingsWatch } from './settings-watch.ts'
import { asSent } from './stream-way.ts'
import type { WarningCount } from './warnings/warnings.ts'
import { newWarnings } from './warnings/warnings.ts'
import type { FileChanges } from './watch-project.ts'

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
  /** Gives records to a function beside its mappings: neither checkpoints nor retries have a part in it. */
  readonly invoke: (functionName: string, records: readonly StreamRecord[]) => Promise<InvokeResult>
}

/** A project that runs: tables behind their door, functions on their streams, and one bus on which it all is told. */
export interface Session {
  readonly project: Project
  /** Of the functions that export a pipeline, by function. */
  readonly registries: ReadonlyMap<string, Registry>
  readonly tables: LocalTables
  /** What the tables are in; `endpoint` was not started by this process. */
  readonly engine: TableEngineKind
  /** Resolves when the table engine is no more, with how it ended. */
  readonly engineEnded: Promise<string>
  /** What is kept for the next run; nothing without `persist`. */
  readonly kept: KeptRun | undefined
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

const commandsOf = (
  reloads: Pick<FunctionReloads, 'reload' | 'takeUp'>,
  mappings: MappingSet,
  tell: (event: DevEvent) => void,
  setRate: (rate: number) => void,
  invoke: SessionCommands['invoke'],
): SessionCommands => {
  const { reload, takeUp } = reloads
  return {
    reload,
    takeUp,
    invoke,
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

const invokeOf =
  (
    functions: readonly SessionFunction[],
    tables: readonly ProjectTable[],
    newId: () => string,
  ): SessionCommands['invoke'] =>
  async (functionName, Records) => {
    const found = functions.find(({ target }) => target.functionName === functionName)
    if (found === undefined)
      return { type: 'not-invoked', message: `this run has no function ${functionName}` }
    return asSent(found, Records, tables).invoke({ Records }, newId())
  }

/** Loads functions anew as their code changes, and says what else of the project is another. */
const reloadsOf = (
  prepared: PreparedRun,
  functions: readonly SessionFunction[],
  tell: (event: DevEvent) => void,
): FunctionReloads => {
  const reloads = functionReloads({
    modules: prepared.modules,
    tell,
    functions: functions.map(({ target }) => ({
      target,
      file: () => prepared.fileOf(target.functionName),
      onReload: async () => prepared.renewRegistry(target.functionName),
    })),
  })
  const lookAtSettings = settingsWatch(prepared.project, prepared.readAgain, tell)
  return {
    ...reloads,
    takeUp: async changes => {
      await lookAtSettings(changes.paths)
      await reloads.takeUp(changes)
    },
  }
}

/** Tells what happens in the mappings; of a function without a pipeline also what its answers say of each change. */
const newEmit = (
  { registries }: PreparedRun,
  functionOf: (mapping: string) => string,
  tell: (event: DevEvent) => void,
): ((event: EngineEvent) => void) => {
  return event => {
    tell(event)
    const functionName = functionOf(event.mapping)
    if (registries.has(functionName)) return
    for (const answered of functionAnswers(event, functionName)) tell(answered)
  }
}

const noteOf = (
  { project, runFolder, sinks }: PreparedRun,
  { endpoint, region, tables }: OpenedTables,
  functions: readonly SessionFunction[],
  startedAtMs: number,
): SessionNote => ({
  endpoint,
  region,
  pid: process.pid,
  startedAtMs,
  file: project.file,
  tables: tables.tables.map(({ id, tableName, streamArn }) => ({ id, tableName, streamArn })),
  functions: functions.map(({ target }) => target.functionName),
  runFolder,
  sinks,
})

const startedEvent = (note: SessionNote, mappings: readonly SessionMapping[], envFile: string): DevEvent => ({
  event: 'Started',
  endpoint: note.endpoint,
  tables: note.tables.map(({ tableName }) => tableName),
  runFolder: note.runFolder,
  functions: note.functions,
  mappings: mappings.map(({ id, target, source }) => ({
    mapping: id,
    functionName: target.functionName,
    streamArn: source.streamArn,
  })),
  sinks: note.sinks,
  envFile,
})

const open = async (options: SessionOptions, cleanUp: CleanUp): Promise<Session> => {
  const { folder, clock, newId, inspectPort } = options
  const bus: Bus<DevEvent> = newBus(error => {
    bus.tell({ event: 'ListenerFailed', message: reasonOf(error) })
  })
  bus.subscribe(options.tell)
  const { tell } = bus
  const party = await localParty(newId(), options.env)
  const kept = options.persist === true ? await openKeptRun(options, party, cleanUp) : undefined
  if (kept !== undefined) tell({ event: 'Kept', folder: kept.folder, leftBehind: kept.leftBehind })
  const prepared = await prepareRun(options, tell, kept)
  const opened = await openTables(prepared.project.tables, options, { cleanUp, tell, kept })
  tellFindings(prepared, tell)

  const functionsByMapping = new Map<string, string>()
  const functionOf = (mapping: string): string => functionsByMapping.get(mapping) ?? mapping
  const emit = newEmit(prepared, functionOf, tell)
  const warnings = newWarnings(tell)
  const onReport = (mapping: string, { functionName, records }: DispatchReport): void => {
    for (const report of records)
      emit({ event: 'EffectWritten', functionName, report, mapping, atMs: clock.now() })
  }
  const functions = await loadFunctions(prepared, opened, options, { cleanUp, tell, warnings, onReport })
  const found = sessionMappings(functions, prepared.project.tables, opened, warnings)
  for (const { id, target } of found) functionsByMapping.set(id, target.functionName)
  const shared = { ...options, runFolder: prepared.runFolder, party, emit }
  const mappings = newMappingSet(() => found.map(each => devMapping(each, shared)))
  cleanUp.later(mappings.stop)
  const reloads = reloadsOf(prepared, functions, tell)
  const note = noteOf(prepared, opened, functions, clock.now())

  return {
    project: prepared.project,
    registries: prepared.registries,
    tables: opened.tables,
    engine: opened.kind,
    engineEnded: opened.engineEnded,
    kept,
    note,
    subscribe: bus.subscribe,
    inputs: reloads.inputs,
    commands: commandsOf(
      reloads,
      mappings,
      tell,
      prepared.setChaosRate,
      invokeOf(functions, prepared.project.tables, newId),
    ),
    mappings,
    start: async () => {
      await mappings.start()
      const envFile = writeSessionNote(folder, note)
      cleanUp.later(async () => {
        removeSessionNote(folder, process.pid)
        return Promise.resolve()
      })
      tell(startedEvent(note, found, envFile))
      if (inspectPort === undefined) return
      for (const [index, functionName] of note.functions.entries())
        tell({ event: 'Inspecting', functionName, port: inspectPort + index })
    },
    functionOf,
    warnings: () => {
      for (const { watched } of found) watched.atQuiet()
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
