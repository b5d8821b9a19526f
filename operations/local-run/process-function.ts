import type { Clock } from '../../core/clock.ts'
import type { LoadedFunction } from '../../engine/function/environments.ts'
import { inEnvironments } from '../../engine/function/environments.ts'
import type { RuntimeEnvOptions } from '../../engine/function/runtime-env.ts'
import { runtimeEnv } from '../../engine/function/runtime-env.ts'
import { startProcess } from './process-environment.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What {@link processFunction} takes. */
export interface ProcessFunctionOptions extends RuntimeEnvOptions {
  /** Program and arguments that speak Lambda's runtime API; made anew, and built where that is needed, at each load. */
  readonly command: () => Promise<readonly string[]>
  /** After which an invocation is ended, and its process group with it. */
  readonly timeoutMs: number
  /** @defaultValue 10,000 and `timeoutMs` */
  readonly initTimeoutMs?: number
  /** What the function sees beside the variables of Lambda's runtimes. */
  readonly env: Env | (() => Env)
  readonly clock: Clock
  readonly onOutput?: (text: string) => void
}

const nothing = (): void => undefined

/**
 * Runs a function of any language as Lambda does: one process per execution environment, which asks the runtime API on
 * a port of its own for one event after the other; several processes where batches come at once.
 *
 * @throws PipelineError `engine.function-not-loaded` from `load` and `reload`, and what `command` throws
 */
export const processFunction = (options: ProcessFunctionOptions): LoadedFunction => {
  const { functionName, timeoutMs, clock, env, taskRoot: folder } = options
  const { initTimeoutMs = 10_000 + timeoutMs, onOutput = nothing } = options
  const envNow = typeof env === 'function' ? env : (): Env => env
  let command: readonly string[] | undefined
  return inEnvironments({
    functionName,
    timeoutMs,
    clock,
    prepare: async () => {
      command = await options.command()
    },
    start: async () => {
      command ??= await options.command()
      const given = runtimeEnv(envNow(), options)
      return startProcess({ functionName, command, folder, env: given, initTimeoutMs, onOutput })
    },
  })
}
