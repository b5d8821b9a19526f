import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { runtimeClient } from '../../test/support/runtime-client/run-bundle.ts'
import { median } from '../median.ts'
import { startEventApi } from './event-api.ts'
import type { LambdaFigures } from './figures.ts'
import type { LambdaFunction } from './functions.ts'
import { lambdaEvent } from './lambda-event.ts'
import { limitsOf, oneProcessorMb } from './limits.ts'

/** Warm events after the first: more where each is short, because code is compiled while it runs. */
const warmEvents = (records: number): number => (records === 1 ? 30 : 5)

export type Size = Pick<LambdaFigures, 'memoryMb' | 'records'>

/** The share of the memory that Lambda's own start of Node.js leaves to the young generation. */
const youngOf = (memoryMb: number): number => Math.floor(memoryMb / 10)

const startOf = (
  { folder, handler, env }: LambdaFunction,
  { memoryMb }: Size,
  options: { readonly address: string; readonly enter: string },
): ChildProcess => {
  const young = youngOf(memoryMb)
  const node = [
    process.execPath,
    `--max-semi-space-size=${Math.floor(young / 2)}`,
    `--max-old-space-size=${memoryMb - young}`,
    `${runtimeClient}/index.mjs`,
  ]
  return spawn('sh', ['-c', `${options.enter}exec "$@"`, 'sh', ...node], {
    cwd: folder,
    env: {
      ...env,
      AWS_LAMBDA_RUNTIME_API: options.address,
      _HANDLER: handler,
      LAMBDA_TASK_ROOT: folder,
      AWS_LAMBDA_FUNCTION_NAME: 'bench',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/bench',
      AWS_LAMBDA_LOG_STREAM_NAME: 'here',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

/** The most that was resident, from the kernel. */
const peakMbOf = ({ pid }: ChildProcess): number => {
  const [, kilobytes = 'NaN'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

/** Rejects when the process ends before it is stopped. */
const endOf = async (child: ChildProcess): Promise<never> => {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-2_000)
  })
  return new Promise((_, reject) => {
    child.on('exit', (code, signal) => {
      reject(new Error(`ended by ${signal ?? String(code)}: ${said}`))
    })
  })
}

/** What was not done is no effect, and its time none to compare. */
const mustBeDone = (answer: unknown): void => {
  const failures = (answer as { readonly batchItemFailures?: readonly unknown[] } | null)?.batchItemFailures
  if ((failures ?? []).length > 0) throw new Error(`left ${failures?.length} records undone`)
}

/** One process of a function: its start, its first event and some warm ones. `id` names its limits. */
export const runFunction = async (of: LambdaFunction, size: Size, id: string): Promise<LambdaFigures> => {
  const api = await startEventApi()
  const limits = limitsOf(id, size.memoryMb)
  limits.giveProcessors(1)
  const startedAt = performance.now()
  const child = startOf(of, size, { address: api.address, enter: limits.enter })
  const ended = endOf(child)
  const times: number[] = []
  try {
    await Promise.race([api.started, ended])
    const initMs = performance.now() - startedAt
    limits.giveProcessors(size.memoryMb / oneProcessorMb)
    for (let round = 0; round <= warmEvents(size.records); round += 1) {
      const { ms, answer } = await Promise.race([api.invoke(lambdaEvent(size.records, round)), ended])
      mustBeDone(answer)
      times.push(ms)
    }
    const [firstMs = Number.NaN, ...warm] = times
    return { name: of.name, ...size, initMs, firstMs, warmMs: median(warm), peakMb: peakMbOf(child) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const nothing = { initMs: Number.NaN, firstMs: Number.NaN, warmMs: Number.NaN, peakMb: Number.NaN }
    return { name: of.name, ...size, ...nothing, ended: why }
  } finally {
    child.removeAllListeners('exit')
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise(resolve => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
    }
    api.close()
    limits.remove()
  }
}
