import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../core/clock.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import type { WorkerFunction, WorkerFunctionOptions } from '../../engine/function/worker-function.ts'
import { workerFunction } from '../../engine/function/worker-function.ts'
import type { BuiltModules } from '../build/built-modules.ts'
import type { ProjectFunction } from '../project/project.ts'

/** What the functions of one run share. */
export interface LocalRun {
  readonly runFolder: string
  readonly env: WorkerFunctionOptions['env']
  readonly clock: Clock
  /** The modules of this run, as they were built last. */
  readonly modules: BuiltModules
  /** Port of a debugger, where one is wanted. */
  readonly inspectPort?: number | undefined
  readonly onReport: (functionName: string, report: DispatchReport) => void
}

/** A function of the project in threads of its own; what it prints goes to `functions.log` in the run's folder. */
export const localFunction = (found: ProjectFunction, run: LocalRun): WorkerFunction =>
  workerFunction({
    ...found,
    builtFile: async () => (await run.modules.get(found.file)).path,
    inspectPort: run.inspectPort,
    env: run.env,
    clock: run.clock,
    onOutput: text => {
      appendFileSync(join(run.runFolder, 'functions.log'), text, { mode: 0o600 })
    },
    onReport: report => {
      run.onReport(found.functionName, report)
    },
  })
