// Runs test files in a worker of vitest that stays, and whose modules stay.
import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import type { WorkerGlobalState } from 'vitest'
import { runBaseTests } from 'vitest/worker'
import type { Failure } from './current-run.ts'
import { share } from './current-run.ts'
import type { Answer, TestOrder } from './orders.ts'
import type { Switches } from './switches.ts'
import { rememberedFetch, rpcWith } from './worker-rpc.ts'

/** As vitest hands them to a worker. */
type Traces = Parameters<typeof runBaseTests>[2]

const isTimeout = ({ message = '' }: Failure): boolean => /timed out in \d+ms/.test(message)

const evaluatedIn = ({ evaluatedModules }: WorkerGlobalState): number =>
  [...evaluatedModules.idToModuleMap.values()].filter(({ evaluated }) => evaluated).length

/** What was seen of a run. */
interface Seen {
  how: string | undefined
  test: string | undefined
  readonly errors: Failure[]
  /** Errors that nobody handled. */
  readonly outside: Failure[]
}

const answerOf = ({ how, test, errors, outside }: Seen): Omit<Answer, 'ms' | 'cpuMs'> => {
  const isGreen = how === 'pass' || how === 'skip'
  return {
    type: isGreen && outside.length === 0 ? 'passed' : 'failed',
    ...(test !== undefined && { test }),
    isOutside: isGreen && outside.length > 0,
    isUnsure: errors.some(isTimeout),
    message: [...errors, ...outside][0]?.message?.slice(0, 300) ?? '',
  }
}

/** Runs one test file with what `order` says, and keeps the modules, or imports all of them anew. */
const runnerIn = (base: WorkerGlobalState, traces: Traces, switches: Switches) => {
  const fetch = rememberedFetch((...args) => base.rpc.fetch(...args))
  const [file] = base.ctx.files
  if (file === undefined) throw new Error('there is no test file to begin with')
  let evaluated = 0

  return async (order: TestOrder, isolate: boolean): Promise<{ answer: Answer; hasImported: boolean }> => {
    const seen: Seen = { how: undefined, test: undefined, errors: [], outside: [] }
    share(switches, {
      only: order.only === undefined ? undefined : new Set(order.only),
      failedTest: (test, errors) => {
        seen.test ??= test
        seen.errors.push(...errors)
      },
      ended: (how, errors) => {
        seen.how = how
        seen.errors.push(...errors)
      },
    })
    const { testLimitMs: testTimeout } = order
    const config = { ...base.ctx.config, isolate, testTimeout, hookTimeout: testTimeout }
    const state: WorkerGlobalState = {
      ...base,
      config,
      ctx: { ...base.ctx, config, files: [{ ...file, filepath: `${config.root}/${order.test}` }] },
      rpc: rpcWith(base.rpc, fetch, error => seen.outside.push(error)),
      durations: { environment: 0, prepare: performance.now(), fetch: 0 },
      onCancel: () => () => undefined,
    }
    const startedMs = performance.now()
    const usedBefore = process.threadCpuUsage()
    switches.runs(undefined)
    switches.takeReached()
    switches.wake(order.mutant)
    await runBaseTests('run', state, traces).catch((error: unknown) => seen.errors.push(error as Failure))
    // What a test left behind is its own still.
    await setImmediate()
    await setImmediate()
    switches.wake(undefined)
    const before = evaluated
    evaluated = evaluatedIn(state)
    const ms = Math.round(performance.now() - startedMs)
    const used = process.threadCpuUsage(usedBefore)
    const cpuMs = Math.round((used.user + used.system) / 1000)
    return { answer: { ...answerOf(seen), ms, cpuMs }, hasImported: isolate || evaluated > before }
  }
}

const unchanged = ({ mutant: _mutant, only: _only, ...order }: TestOrder): TestOrder => order

/**
 * Performs orders. Modules that were imported while a mutant was awake are imported again before the next run; and a
 * test file runs unchanged, with all of its imports, before it runs with a mutant.
 */
export const performer = (
  base: WorkerGlobalState,
  traces: Traces,
  switches: Switches,
): ((order: TestOrder, begins: () => void) => Promise<Answer>) => {
  const run = runnerIn(base, traces, switches)
  let isTainted = false
  const warm = new Set<string>()

  const runWhole = async (order: TestOrder): Promise<Answer> => {
    if (isTainted) warm.clear()
    const { answer } = await run(order, order.fresh || isTainted)
    isTainted = false
    warm.add(order.test)
    return { ...answer, reached: switches.takeReached() }
  }

  return async (order, begins) => {
    if (order.mutant === undefined && order.only === undefined) return runWhole(order)
    if (!order.fresh && (isTainted || !warm.has(order.test))) {
      const answer = await runWhole(unchanged(order))
      if (answer.type !== 'passed') return { ...answer, type: 'unsound' }
    }
    begins()
    const { answer, hasImported } = await run(order, order.fresh)
    if (order.mutant !== undefined && hasImported) isTainted = true
    return answer
  }
}
