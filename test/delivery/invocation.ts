import type { Clock } from '../../core/clock.ts'

/** One invocation's process. It may die at any step, and then nothing in it goes on. */
export interface Invocation {
  readonly number: number
  readonly isDead: () => boolean
  readonly died: Promise<void>
  readonly kill: () => void
  /** Why what this invocation did may be done again. */
  readonly excuses: Set<string>
  /**
   * Sends a request, which takes time. When the process dies meanwhile the request may arrive all the same, and
   * when its deadline passes it arrives late.
   */
  readonly request: <T>(latencyMs: number, arrive: () => Promise<T> | T) => Promise<T>
}

/** Chances of an invocation, each from 0 to 1. */
export interface Mortality {
  /** That it dies at a step: before a request is sent, or after it arrived but before its answer. */
  readonly crash: number
  readonly random: () => number
  readonly clock: Clock
}

const never = async (): Promise<never> => new Promise<never>(() => undefined)

/** Starts an invocation in a process of its own. */
export const newInvocation = (number: number, { crash, random, clock }: Mortality): Invocation => {
  const { promise: died, resolve } = Promise.withResolvers<undefined>()
  const excuses = new Set<string>()
  let isDead = false
  const kill = (): void => {
    isDead = true
    excuses.add('died')
    resolve(undefined)
  }
  const step = async (): Promise<void> => {
    if (!isDead && random() < crash) kill()
    if (isDead) await never()
  }
  const request: Invocation['request'] = async (latencyMs, arrive) => {
    await step()
    await clock.wait(latencyMs)
    const isCutOff = isDead
    if (isCutOff && random() < 0.5) return never()
    const answer = await arrive()
    await step()
    return answer
  }
  return { number, isDead: () => isDead, died: died.then(() => undefined), kill, excuses, request }
}
