import { dirname } from 'node:path'
import type { Clock } from '../../core/clock.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import type { LoadedFunction } from './environments.ts'
import { inEnvironments } from './environments.ts'
import type { FunctionTarget } from '../ports/function-target.ts'
import type { FunctionNote } from './function-note.ts'
import { startWorker } from './function-worker.ts'
import { runtimeEnv } from './runtime-env.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What {@link workerFunction} takes. */
export interface WorkerFunctionOptions {
  /** In the context, in events and reports. */
  readonly functionName: string
  /** Absolute path of the user's file. */
  readonly file: string
  /**
   * What is loaded in its place, asked for at each start. What it throws is why the function does not load.
   * @defaultValue the file itself
   */
  readonly builtFile?: () => Promise<string>
  /**
   * Port on which a debugger reaches the function. Nothing is ended at a timeout then; of several threads at once, one
   * has it.
   */
  readonly inspectPort?: number | undefined
  /** Name of the exported handler; `a.b` is the member `b` of what is exported as `a`. */
  readonly exportName: string
  /** After which an invocation is ended, and its thread with it. */
  readonly timeoutMs: number
  /**
   * How long loading the file may take; Lambda gives 10 seconds, and then once more the function's timeout.
   * @defaultValue 10,000 and `timeoutMs`
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
   */
  readonly initTimeoutMs?: number
  /**
   * In Lambda's words: up to nodejs22.x a handler may take a callback, and what it returns is only looked at when it
   * is a promise. @defaultValue a handler that takes a callback gets one, any other is awaited
   */
  readonly runtime?: string | undefined
  /** The handler as the deploy file has it, for `_HANDLER`. @defaultValue `exportName` */
  readonly handler?: string | undefined
  /** Folder that is deployed, for `LAMBDA_TASK_ROOT`. @defaultValue that of the file */
  readonly codeFolder?: string | undefined
  /** Limit of a thread's heap, and what the context says. */
  readonly memorySizeMb: number
  /**
   * The environment that the function sees beside the variables of Lambda's runtimes, nothing else of this process's;
   * a function is asked at each start.
   */
  readonly env:
    Readonly<Record<string, string | undefined>> | (() => Readonly<Record<string, string | undefined>>)
  /** Whether the function is kept from AWS's own hosts. @defaultValue false */
  readonly isKeptFromAws?: boolean
  /** Measures the time that is left. */
  readonly clock: Clock
  /** Told of each batch by a function that `streamHandler` made. */
  readonly onReport?: (report: DispatchReport) => void
  /** Told what is noticed of it beside its answers. */
  readonly onNote?: (note: FunctionNote) => void
  /** Told what the function writes to stdout and stderr. */
  readonly onOutput?: (text: string) => void
}

/** A function in worker threads. */
export type WorkerFunction = LoadedFunction

/** Of `setTimeout`: 24 days. */
const longestTimerMs = 2 ** 31 - 1

const nothing = (): void => undefined

/**
 * Runs a function in threads as Lambda does in execution environments: one invocation at a time in each, as many as
 * are wanted at once, reused afterwards, ended at the function's timeout.
 *
 * @throws PipelineError `engine.function-not-loaded` from `load` and `reload`
 */
export const workerFunction = (options: WorkerFunctionOptions): FunctionTarget & LoadedFunction => {
  const { functionName, file, exportName, timeoutMs, memorySizeMb, runtime, env, clock } = options
  const { handler = exportName, codeFolder: taskRoot = dirname(file), isKeptFromAws = false } = options
  const { builtFile = async () => Promise.resolve(file), inspectPort } = options
  const {
    initTimeoutMs = 10_000 + timeoutMs,
    onReport = nothing,
    onNote = nothing,
    onOutput = nothing,
  } = options
  const isInspected = inspectPort !== undefined
  const task = { functionName, file, exportName, memorySizeMb, runtime, isKeptFromAws, inspectPort }
  const envNow = typeof env === 'function' ? env : (): Env => env
  return inEnvironments({
    functionName,
    timeoutMs: isInspected ? longestTimerMs : timeoutMs,
    clock,
    start: async () =>
      startWorker({
        task: { ...task, builtFile: await builtFile() },
        env: runtimeEnv(envNow(), { functionName, memorySizeMb, runtime, handler, taskRoot }),
        initTimeoutMs: isInspected ? longestTimerMs : initTimeoutMs,
        onReport,
        onNote,
        onOutput,
      }),
  })
}
