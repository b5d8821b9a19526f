import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { engineFaults } from '../faults.ts'
import type { FunctionEnvironment } from './environments.ts'
import type { FunctionNote } from './function-note.ts'
import type { InvokeResult } from '../ports/function-target.ts'
import { exited, timedOut } from './local-context.ts'
import type { WorkerEnd, WorkerTask, WorkerWord } from './worker-messages.ts'

/** What {@link startWorker} takes. */
export interface StartWorkerOptions {
  readonly task: WorkerTask
  readonly env: Readonly<Record<string, string | undefined>>
  /** How long loading may take. */
  readonly initTimeoutMs: number
  readonly onReport: (report: DispatchReport) => void
  readonly onNote: (note: FunctionNote) => void
  /** Whatever the function writes to stdout and stderr. */
  readonly onOutput: (text: string) => void
}

// A build has renamed the file beside this one as it has this one.
const entry = new URL(import.meta.url.replace(/function-worker\.(\w+)$/, 'worker-entry.$1'))

/** Why a thread ended, as Lambda says it of a process. */
const reasonFor = (error: (Error & { readonly code?: unknown }) | undefined, exitCode: number): string => {
  if (error?.code === 'ERR_WORKER_OUT_OF_MEMORY') return 'with error: signal: killed'
  if (error !== undefined) return `with error: ${error.message}`
  return exitCode === 0 ? 'without providing a reason' : `with error: exit status ${exitCode}`
}

/** A thread that a debugger holds does not end by itself; nothing waits for it longer than this. */
const debuggerMs = 1_000

const letGo = async (worker: Worker, ended: Promise<unknown>): Promise<void> => {
  const end: WorkerEnd = { isEnd: true }
  worker.postMessage(end)
  const limit = new AbortController()
  const tooLong = wait(debuggerMs, undefined, { signal: limit.signal }).catch(() => undefined)
  await Promise.race([ended, tooLong])
  limit.abort()
  // Its end is not waited for: it comes when the debugger goes.
  worker.unref()
  void worker.terminate()
}

/**
 * Starts a thread and loads the function in it.
 *
 * @throws PipelineError `engine.function-not-loaded` with the loader's words
 */
export const startWorker = async (options: StartWorkerOptions): Promise<FunctionEnvironment> => {
  const { task, env, initTimeoutMs, onReport, onNote, onOutput } = options
  const worker = new Worker(entry, {
    workerData: task,
    env: { ...env },
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: task.memorySizeMb },
  })
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.setEncoding('utf8').on('data', onOutput)
  }
  let isAlive = true
  let settle: ((result: InvokeResult) => void) | undefined
  let requestId = ''
  let failure: Error | undefined
  worker.on('error', (error: Error) => {
    failure = error
  })
  const ended = new Promise<string>(resolve => {
    worker.on('exit', exitCode => {
      isAlive = false
      const reason = reasonFor(failure, exitCode)
      settle?.(exited(reason, requestId))
      resolve(reason)
    })
  })
  const loaded = new Promise<string | undefined>(resolve => {
    const tell = (reason: string | undefined): void => {
      clearTimeout(limit)
      resolve(reason)
    }
    const limit = setTimeout(tell, initTimeoutMs, `it was not loaded after ${initTimeoutMs / 1000} seconds`)
    worker.on('message', (word: WorkerWord) => {
      if (word.type === 'report') onReport(word.report)
      else if (word.type === 'note') onNote(word.note)
      else if (word.type === 'result') settle?.(word.result)
      else tell(word.type === 'ready' ? undefined : word.reason)
    })
    void ended.then(reason => {
      tell(`it ended ${reason}`)
    })
  })
  const terminate = async (): Promise<void> => {
    isAlive = false
    if (task.inspectPort !== undefined) await letGo(worker, ended)
    else await worker.terminate().then(async () => ended)
  }

  const reason = await loaded
  if (reason !== undefined) {
    await terminate()
    throw raise(engineFaults, 'engine.function-not-loaded', { file: task.file, reason })
  }

  return {
    isAlive: () => isAlive,
    terminate,
    invoke: async (call, timeoutMs) =>
      new Promise(resolve => {
        const finish = (result: InvokeResult): void => {
          clearTimeout(timer)
          settle = undefined
          resolve(result)
        }
        // An endless loop in the function answers nothing any more: only ending its thread helps.
        const timer = setTimeout(() => {
          finish(timedOut(timeoutMs, call.requestId))
          void terminate()
        }, timeoutMs)
        settle = finish
        requestId = call.requestId
        worker.postMessage(call)
      }),
  }
}
