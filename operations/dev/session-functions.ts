import type { DispatchReport } from '../../core/dispatch/report.ts'
import type { LoadedFunction } from '../../engine/function/environments.ts'
import type { CleanUp } from '../../local-servers/clean-up.ts'
import { stopAll } from '../../local-servers/clean-up.ts'
import { localFunction } from '../local-run/local-function.ts'
import { functionSurroundings } from '../local-run/surroundings.ts'
import type { ProjectFunction } from '../project/project.ts'
import type { DevEvent } from './dev-event.ts'
import type { SessionOptions } from './dev-options.ts'
import type { OpenedTables } from './open-tables.ts'
import type { PreparedRun } from './prepared-run.ts'
import { noteSighting, retryLimitOf, retrySightings } from './warnings/watched-target.ts'
import type { Warnings } from './warnings/warnings.ts'

/** A function of the project, loaded. */
export interface SessionFunction {
  readonly each: ProjectFunction
  readonly target: LoadedFunction
}

/** What the functions of a session are told by. */
export interface FunctionEars {
  readonly cleanUp: CleanUp
  readonly tell: (event: DevEvent) => void
  readonly warnings: Warnings
  readonly onReport: (functionName: string, report: DispatchReport) => void
}

/** Loads the functions, each in execution environments of its own. */
export const loadFunctions = async (
  prepared: PreparedRun,
  opened: OpenedTables,
  options: SessionOptions,
  { cleanUp, tell, warnings, onReport }: FunctionEars,
): Promise<readonly SessionFunction[]> => {
  const { project, runFolder, sinks, modules, envOf, fileOf } = prepared
  const { endpoint, region } = opened
  const { env, folder, clock, inspectPort, allowRemoteSinks } = options
  const surroundings = await functionSurroundings({
    ...{ env, runFolder, sinks, endpoint, region, cleanUp },
    remote: allowRemoteSinks ? 'account-and-sinks' : 'refused',
    onRefused: call => {
      tell({ event: 'Refused', ...call })
    },
  })
  const functions = project.functions.map((each, index) => ({
    each,
    target: localFunction(each, {
      ...{ projectFolder: folder, runFolder, modules, clock },
      fileNow: () => fileOf(each.functionName),
      inspectPort: inspectPort === undefined ? undefined : inspectPort + index,
      env: () => envOf(each, surroundings),
      isKeptFromAws: !allowRemoteSinks,
      onReport: (functionName, report) => {
        onReport(functionName, report)
        // Where streams differ, the strictest.
        for (const sighting of retrySightings(report.records, retryLimitOf(each)))
          warnings.see(report.functionName, sighting)
      },
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
  return functions
}
