import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../core/clock.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import type { LoadedFunction } from '../../engine/function/environments.ts'
import type { FunctionNote } from '../../engine/function/function-note.ts'
import type { WorkerFunctionOptions } from '../../engine/function/worker-function.ts'
import { workerFunction } from '../../engine/function/worker-function.ts'
import type { BuiltModules } from '../build/built-modules.ts'
import type { ProjectFunction } from '../project/project.ts'
import { runsInNode } from '../project/runs-in-node.ts'
import { processFunction } from './process-function.ts'
import { runProgram } from './run-program.ts'
import { startCommand } from './start-command.ts'

/** What the functions of one run share. */
export interface LocalRun {
  /** Folder of the deploy file. */
  readonly projectFolder: string
  readonly runFolder: string
  readonly env: WorkerFunctionOptions['env']
  /** Whether the functions are kept from AWS's own hosts. */
  readonly isKeptFromAws: boolean
  readonly clock: Clock
  /** The modules of this run, as they were built last. */
  readonly modules: BuiltModules
  /** Port of a debugger, where one is wanted. */
  readonly inspectPort?: number | undefined
  readonly onReport: (functionName: string, report: DispatchReport) => void
  /** Where the code is now, where it may move. @defaultValue the function's `file` */
  readonly fileNow?: () => string
  /** Told what is noticed of a function beside its answers. */
  readonly onNote?: (functionName: string, note: FunctionNote) => void
  /** Told in a line what is built for a function. */
  readonly onBuild?: (functionName: string, line: string) => void
}

type Output = (text: string) => void

const inThreads = (found: ProjectFunction, run: LocalRun, onOutput: Output): LoadedFunction =>
  workerFunction({
    ...found,
    builtFile: async () => (await run.modules.get(run.fileNow?.() ?? found.file)).path,
    inspectPort: run.inspectPort,
    env: run.env,
    clock: run.clock,
    isKeptFromAws: run.isKeptFromAws,
    onOutput,
    onNote: note => {
      run.onNote?.(found.functionName, note)
    },
    onReport: report => {
      run.onReport(found.functionName, report)
    },
  })

const inProcesses = (found: ProjectFunction, run: LocalRun, onOutput: Output): LoadedFunction => {
  const { functionName, timeoutMs, memorySizeMb, command, runtime, codeFolder, handler } = found
  const { projectFolder, env, clock } = run
  const say = (line: string): void => {
    run.onBuild?.(functionName, line)
  }
  return processFunction({
    functionName,
    timeoutMs,
    memorySizeMb,
    ...(runtime !== '' && { runtime }),
    handler,
    taskRoot: codeFolder,
    env,
    clock,
    onOutput,
    command: async () =>
      command ??
      startCommand({ functionName, runtime, handler, codeFolder, projectFolder, run: runProgram, say }),
  })
}

/**
 * A function of the project in threads, or in processes where it is of another language or has a command of its own;
 * what it prints goes to `functions.log` in the run's folder.
 */
export const localFunction = (found: ProjectFunction, run: LocalRun): LoadedFunction => {
  const onOutput: Output = text => {
    appendFileSync(join(run.runFolder, 'functions.log'), text, { mode: 0o600 })
  }
  return runsInNode(found) ? inThreads(found, run, onOutput) : inProcesses(found, run, onOutput)
}
