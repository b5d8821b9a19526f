import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { raise } from '../../core/errors/pipeline-error.ts'
import { engineFaults } from '../../engine/faults.ts'
import type { FunctionEnvironment } from '../../engine/function/environments.ts'
import { exited, localFunctionArn, timedOut } from '../../engine/function/local-context.ts'
import { readAnswer } from '../../engine/function/read-answer.ts'
import type { InvokeResult } from '../../engine/ports/function-target.ts'
import { spawnTied } from '../../local-servers/spawn-tied.ts'
import type { RuntimeReply } from '../../local-servers/runtime/runtime-api.ts'
import { openRuntimeApi } from '../../local-servers/runtime/runtime-api.ts'

/** What {@link startProcess} takes. */
export interface StartProcessOptions {
  readonly functionName: string
  /** Program and arguments. */
  readonly command: readonly string[]
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** How long it may take until it asks for its first event. */
  readonly initTimeoutMs: number
  /** Whatever it writes to stdout and stderr. */
  readonly onOutput: (text: string) => void
}

/** Why a process ended, in Lambda's words. */
const reasonOfExit = (code: number | null, signal: NodeJS.Signals | null): string => {
  if (signal !== null) return `with error: signal: ${signal === 'SIGKILL' ? 'killed' : signal}`
  return code === 0 || code === null ? 'without providing a reason' : `with error: exit status ${code}`
}

/** Root, parent and sampling as in X-Ray's header; the same for the same request, and never sampled. */
const traceIdOf = (requestId: string, deadlineMs: number): string => {
  const digits = createHash('sha256').update(requestId).digest('hex')
  const time = Math.floor(deadlineMs / 1000).toString(16)
  return `Root=1-${time.padStart(8, '0')}-${digits.slice(0, 24)};Parent=${digits.slice(24, 40)};Sampled=0`
}

const resultOf = (reply: RuntimeReply): InvokeResult => {
  if (reply.type === 'too-large')
    return {
      type: 'function-error',
      errorType: 'Function.ResponseSizeTooLarge',
      message: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    }
  const functionError = reply.type === 'error' ? 'Unhandled' : undefined
  const result = readAnswer({ status: 200, functionError, text: reply.text })
  if (reply.type === 'response' || result.type !== 'function-error') return result
  return result.errorType === 'Unhandled' ? { ...result, errorType: reply.errorType ?? 'Unhandled' } : result
}

/** The group, since a shell or an interpreter may have started others. */
const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

interface StartedProcess {
  readonly child: ChildProcess
  /** Resolves with the reason. */
  readonly ended: Promise<string>
}

const spawned = (
  { command, folder, env, onOutput }: StartProcessOptions,
  address: string,
): StartedProcess => {
  const [program = '', ...args] = command
  const child = spawnTied(program, args, {
    folder,
    env: { ...env, AWS_LAMBDA_RUNTIME_API: address },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onOutput)
  const ended = new Promise<string>(resolve => {
    child.once('error', error => {
      resolve(`with error: ${error.message}`)
    })
    child.once('exit', (code, signal) => {
      resolve(reasonOfExit(code, signal))
    })
  })
  return { child, ended }
}

/** Resolves with the first that comes, and clears the limit. */
const within = async <T>(
  limitMs: number,
  onLimit: () => T,
  ...awaited: readonly Promise<T>[]
): Promise<T> => {
  const limit = Promise.withResolvers<T>()
  const timer = setTimeout(() => {
    limit.resolve(onLimit())
  }, limitMs)
  try {
    return await Promise.race([...awaited, limit.promise])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Starts a process that speaks Lambda's runtime API, and waits until it asks for its first event.
 *
 * @throws PipelineError `engine.function-not-loaded` with what it said, or how it ended
 */
export const startProcess = async (options: StartProcessOptions): Promise<FunctionEnvironment> => {
  const { functionName, command, initTimeoutMs } = options
  const api = await openRuntimeApi()
  const { child, ended } = spawned(options, api.address)
  let isAlive = true
  void ended.then(() => {
    isAlive = false
  })
  const terminate = async (): Promise<void> => {
    isAlive = false
    killGroup(child)
    await ended
    await api.stop()
  }
  const asked = async (): Promise<undefined> => {
    await api.whenAsked()
    return undefined
  }
  const reason = await within<string | undefined>(
    initTimeoutMs,
    () => `it asked for no event in ${initTimeoutMs / 1000} seconds`,
    asked(),
    api.initError.then(error => {
      const result = resultOf(error)
      return result.type === 'function-error' ? `${result.errorType}: ${result.message}` : 'it did not start'
    }),
    ended.then(how => `it ended ${how}`),
  )
  if (reason !== undefined) {
    await terminate()
    throw raise(engineFaults, 'engine.function-not-loaded', { file: command.join(' '), reason })
  }
  return {
    isAlive: () => isAlive,
    terminate,
    invoke: async ({ event, requestId, deadlineMs }, timeoutMs) => {
      const endsAtMs = performance.now() + timeoutMs
      const cutOff = (): InvokeResult => {
        isAlive = false
        killGroup(child)
        return timedOut(timeoutMs, requestId)
      }
      const invocation = { event, requestId, deadlineMs, traceId: traceIdOf(requestId, deadlineMs) }
      const functionArn = localFunctionArn(functionName)
      const result = await within<InvokeResult>(
        timeoutMs,
        cutOff,
        api.give({ ...invocation, functionArn }).then(resultOf),
        ended.then(how => exited(how, requestId)),
      )
      // It is through when it asks for the next one; what it does meanwhile is on this one's time.
      if (isAlive)
        await within<unknown>(Math.max(0, endsAtMs - performance.now()), cutOff, api.whenAsked(), ended)
      return result
    },
  }
}
