import type { Clock } from '../../core/clock.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { FunctionTarget } from '../ports/function-target.ts'
import type { FunctionWorker } from './function-worker.ts'
import { startWorker } from './function-worker.ts'

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
  /** Limit of a thread's heap, and what the context says. */
  readonly memorySizeMb: number
  /** The environment that the function sees, nothing else of this process's; a function is asked at each start. */
  readonly env: Env | (() => Env)
  /** Measures the time that is left. */
  readonly clock: Clock
  /** Told of each batch by a function that `streamHandler` made. */
  readonly onReport?: (report: DispatchReport) => void
  /** Told what the function writes to stdout and stderr. */
  readonly onOutput?: (text: string) => void
}

/** A function in worker threads. */
export interface WorkerFunction extends FunctionTarget {
  /** Loads the function once, so that a mistake in it shows before the first batch. */
  readonly load: () => Promise<void>
  /** Later invocations use the file as it is now; those under way end as they began. */
  readonly reload: () => Promise<void>
  /** Ends its threads; what is under way there is lost. */
  readonly stop: () => Promise<void>
}

/** Of `setTimeout`: 24 days. */
const longestTimerMs = 2 ** 31 - 1

const nothing = (): void => undefined

/**
 * Runs a function in threads as Lambda does in execution environments: one invocation at a time in each, as many as
 * are wanted at once, reused afterwards, ended at the function's timeout.
 *
 * @throws PipelineError `engine.function-not-loaded` from `load` and `reload`
 */
export const workerFunction = (options: WorkerFunctionOptions): WorkerFunction => {
  const { functionName, file, exportName, timeoutMs, memorySizeMb, env, clock } = options
  const { builtFile = async () => Promise.resolve(file), inspectPort } = options
  const { initTimeoutMs = 10_000 + timeoutMs, onReport = nothing, onOutput = nothing } = options
  const isInspected = inspectPort !== undefined
  const limitMs = isInspected ? longestTimerMs : timeoutMs
  const task = { functionName, file, exportName, memorySizeMb, inspectPort }
  const envNow = typeof env === 'function' ? env : (): Env => env
  let idle: readonly FunctionWorker[] = []
  let generation = 0
  const all = new Set<FunctionWorker>()

  const start = async (): Promise<FunctionWorker> => {
    const worker = await startWorker({
      task: { ...task, builtFile: await builtFile() },
      env: envNow(),
      initTimeoutMs: isInspected ? longestTimerMs : initTimeoutMs,
      onReport,
      onOutput,
    })
    all.add(worker)
    return worker
  }
  const end = async (worker: FunctionWorker): Promise<void> => {
    all.delete(worker)
    await worker.terminate()
  }
  const take = async (): Promise<FunctionWorker> => {
    // What a function leaves running can end its thread after the answer.
    const dead = idle.filter(worker => !worker.isAlive())
    const [worker, ...others] = idle.filter(each => each.isAlive())
    idle = others
    await Promise.all(dead.map(end))
    return worker ?? start()
  }
  const giveBack = async (worker: FunctionWorker, startedIn: number): Promise<void> => {
    if (worker.isAlive() && startedIn === generation) idle = [...idle, worker]
    else await end(worker)
  }

  const load = async (): Promise<void> => {
    const startedIn = generation
    await giveBack(await start(), startedIn)
  }

  return {
    functionName,
    load,
    reload: async () => {
      generation += 1
      const old = idle
      idle = []
      await Promise.all(old.map(end))
      await load()
    },
    stop: async () => {
      generation += 1
      await Promise.all([...all].map(end))
    },
    invoke: async (event, requestId) => {
      const startedIn = generation
      try {
        const worker = await take()
        const call = { event, requestId, deadlineMs: clock.now() + limitMs }
        const result = await worker.invoke(call, limitMs)
        await giveBack(worker, startedIn)
        return result
      } catch (error) {
        // The file does not load any more: it never ran, and will when it is mended.
        return { type: 'not-invoked', message: reasonOf(error) }
      }
    },
  }
}
