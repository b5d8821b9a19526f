import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { RuntimeReply } from '../../local-servers/runtime/runtime-api.ts'
import { openRuntimeApi } from '../../local-servers/runtime/runtime-api.ts'
import { invocationOf, sandboxEnv, runtimeProgram } from '../../test/support/runtime-client/runtime-client.ts'
import { median } from '../median.ts'
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
    runtimeProgram,
  ]
  return spawn('sh', ['-c', `${options.enter}exec "$@"`, 'sh', ...node], {
    cwd: folder,
    env: { ...env, ...sandboxEnv({ address: options.address, handler, folder, memoryMb }) },
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

/** The longest that Lambda lets a function run. */
const limitMs = 900_000

/** What was not done is no effect, and its time none to compare. */
const mustBeDone = (reply: RuntimeReply): void => {
  if (reply.type !== 'response') throw new Error(JSON.stringify(reply))
  const answer = JSON.parse(reply.text) as { readonly batchItemFailures?: readonly unknown[] } | null
  const failures = answer?.batchItemFailures
  if ((failures ?? []).length > 0) throw new Error(`left ${failures?.length} records undone`)
}

/** One process of a function: its start, its first event and some warm ones. `id` names its limits. */
export const runFunction = async (of: LambdaFunction, size: Size, id: string): Promise<LambdaFigures> => {
  const api = await openRuntimeApi()
  const limits = limitsOf(id, size.memoryMb)
  limits.giveProcessors(1)
  const startedAt = performance.now()
  const child = startOf(of, size, { address: api.address, enter: limits.enter })
  const ended = endOf(child)
  const times: number[] = []
  try {
    await Promise.race([api.whenAsked(), ended])
    const initMs = performance.now() - startedAt
    limits.giveProcessors(size.memoryMb / oneProcessorMb)
    for (let round = 0; round <= warmEvents(size.records); round += 1) {
      const invocation = invocationOf(lambdaEvent(size.records, round), limitMs)
      await Promise.race([api.whenAsked(), ended])
      const givenAt = performance.now()
      mustBeDone(await Promise.race([api.give(invocation), ended]))
      times.push(performance.now() - givenAt)
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
    await api.stop()
    limits.remove()
  }
}
