import type { Clock } from '../../core/clock.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { FunctionTarget, InvokeResult } from '../ports/function-target.ts'
import type { WorkerCall } from './worker-messages.ts'

/** One execution environment: a thread or a process with the function loaded. */
export interface FunctionEnvironment {
  readonly invoke: (call: WorkerCall, timeoutMs: number) => Promise<InvokeResult>
  /** False once it was cut off or died; it is of no use any more. */
  readonly isAlive: () => boolean
  readonly terminate: () => Promise<void>
}

/** A function in execution environments of its own. */
export interface LoadedFunction extends FunctionTarget {
  /** Loads the function once, so that a mistake in it shows before the first batch. */
  readonly load: () => Promise<void>
  /** Later invocations use the code as it is now; those under way end as they began. */
  readonly reload: () => Promise<void>
  /** Ends its environments; what is under way there is lost. */
  readonly stop: () => Promise<void>
}

/** What {@link inEnvironments} takes. */
export interface EnvironmentsOptions {
  readonly functionName: string
  readonly timeoutMs: number
  readonly clock: Clock
  /** Makes what the environments are started from, anew at each load. @defaultValue nothing is to be made */
  readonly prepare?: () => Promise<void>
  readonly start: () => Promise<FunctionEnvironment>
}

/**
 * Runs a function as Lambda does in execution environments: one invocation at a time in each, as many as are wanted
 * at once, reused afterwards.
 */
export const inEnvironments = (options: EnvironmentsOptions): LoadedFunction => {
  const { functionName, timeoutMs, clock, prepare } = options
  let idle: readonly FunctionEnvironment[] = []
  let generation = 0
  const all = new Set<FunctionEnvironment>()

  const start = async (): Promise<FunctionEnvironment> => {
    const environment = await options.start()
    all.add(environment)
    return environment
  }
  const end = async (environment: FunctionEnvironment): Promise<void> => {
    all.delete(environment)
    await environment.terminate()
  }
  const take = async (): Promise<FunctionEnvironment> => {
    // What a function leaves running can end its environment after the answer.
    const dead = idle.filter(each => !each.isAlive())
    const [environment, ...others] = idle.filter(each => each.isAlive())
    idle = others
    await Promise.all(dead.map(end))
    return environment ?? start()
  }
  const giveBack = async (environment: FunctionEnvironment, startedIn: number): Promise<void> => {
    if (environment.isAlive() && startedIn === generation) idle = [...idle, environment]
    else await end(environment)
  }
  const load = async (): Promise<void> => {
    const startedIn = generation
    await prepare?.()
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
        const environment = await take()
        const call = { event, requestId, deadlineMs: clock.now() + timeoutMs }
        const result = await environment.invoke(call, timeoutMs)
        await giveBack(environment, startedIn)
        return result
      } catch (error) {
        // The code does not load any more: it never ran, and will when it is mended.
        return { type: 'not-invoked', message: reasonOf(error) }
      }
    },
  }
}
