// The inside of a worker: loads the user's function and calls it, one invocation at a time.
import { subscribe } from 'node:diagnostics_channel'
import { close as closeInspector, open as openInspector } from 'node:inspector'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { reportChannel } from '../../core/handler/stream-handler.ts'
import { findExport } from './find-export.ts'
import type { LocalContext } from './local-context.ts'
import { returnedResult, functionError, localContext } from './local-context.ts'
import { reasonWithPlace } from './where-thrown.ts'
import type { WorkerCall, WorkerEnd, WorkerTask, WorkerWord } from './worker-messages.ts'

type Handler = (event: unknown, context: LocalContext) => unknown

const say = (word: WorkerWord): void => {
  parentPort?.postMessage(word)
}

const load = async ({ builtFile, exportName, inspectPort }: WorkerTask): Promise<Handler> => {
  // Stacks name the lines that people wrote.
  process.setSourceMapsEnabled(true)
  if (inspectPort !== undefined) openInspector(inspectPort, '127.0.0.1')
  const handler = findExport(await import(pathToFileURL(builtFile).href), exportName)
  if (typeof handler !== 'function') throw new TypeError(`it exports no function ${exportName}`)
  return handler as Handler
}

const call = async (
  handler: Handler,
  task: WorkerTask,
  { event, requestId, deadlineMs }: WorkerCall,
): Promise<void> => {
  const context = localContext({ ...task, requestId, remainingMs: () => deadlineMs - Date.now() })
  try {
    say({ type: 'result', result: returnedResult(await handler(event, context)) })
  } catch (error) {
    say({ type: 'result', result: functionError(error) })
  }
}

const task = workerData as WorkerTask
subscribe(reportChannel, report => {
  say({ type: 'report', report: report as DispatchReport })
})
try {
  const handler = await load(task)
  parentPort?.on('message', (message: WorkerCall | WorkerEnd) => {
    if (!('isEnd' in message)) {
      void call(handler, task, message)
      return
    }
    closeInspector()
    process.exit()
  })
  say({ type: 'ready' })
} catch (error) {
  say({ type: 'not-loaded', reason: reasonWithPlace(error) })
}
