// The inside of a worker: loads the user's function and calls it, one invocation at a time.
import { subscribe } from 'node:diagnostics_channel'
import { close as closeInspector, open as openInspector } from 'node:inspector'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { reportChannel } from '../../core/handler/batch-handler.ts'
import type { CallStyle, NodeHandler } from './call-handler.ts'
import { callByCallback, callStyleOf } from './call-handler.ts'
import { keepFromAws } from './keep-from-aws.ts'
import { findExport } from './find-export.ts'
import type { FunctionNote } from './function-note.ts'
import { returnedResult, functionError, localContext } from './local-context.ts'
import type { OpenRequests, RequestOwner } from './open-requests.ts'
import { watchRequests } from './open-requests.ts'
import { reasonWithPlace } from './where-thrown.ts'
import type { WorkerCall, WorkerEnd, WorkerTask, WorkerWord } from './worker-messages.ts'

const say = (word: WorkerWord): void => {
  parentPort?.postMessage(word)
}

const note = (said: FunctionNote): void => {
  say({ type: 'note', note: said })
}

const load = async ({ builtFile, exportName, inspectPort }: WorkerTask): Promise<NodeHandler> => {
  // Stacks name the lines that people wrote.
  process.setSourceMapsEnabled(true)
  if (inspectPort !== undefined) openInspector(inspectPort, '127.0.0.1')
  const handler = findExport(await import(pathToFileURL(builtFile).href), exportName)
  if (typeof handler !== 'function') throw new TypeError(`it exports no function ${exportName}`)
  return handler as NodeHandler
}

/** Waits until only the wait for the next message keeps the thread alive, as the runtimes do with callbacks. */
const whenIdle = (then: () => void): void => {
  parentPort?.unref()
  process.once('beforeExit', () => {
    parentPort?.ref()
    then()
  })
}

const turn = async (): Promise<void> =>
  new Promise(resolve => {
    setImmediate(resolve)
  })

interface Loaded {
  readonly handler: NodeHandler
  readonly style: CallStyle
  readonly task: WorkerTask
  readonly requests: OpenRequests
}

const call = async (
  { handler, style, task, requests }: Loaded,
  { event, requestId, deadlineMs }: WorkerCall,
): Promise<void> => {
  const context = localContext({ ...task, requestId, remainingMs: () => deadlineMs - Date.now() })
  const onIgnored = (): void => {
    note({ type: 'answer-ignored', runtime: task.runtime ?? '' })
  }
  const own: RequestOwner = {
    hasAnswered: false,
    onLate: request => {
      note({ type: 'requests-left-open', requests: [request] })
    },
  }
  const answer = async (): Promise<unknown> => {
    if (style === 'callback') return callByCallback(handler, event, context, { whenIdle, onIgnored })
    return await handler(event, context)
  }
  let result
  try {
    result = returnedResult(await requests.during(own, answer))
  } catch (error) {
    result = functionError(error)
  }
  own.hasAnswered = true
  // What ended together with the answer says so in this turn.
  await turn()
  const left = requests.of(own)
  if (left.length > 0) note({ type: 'requests-left-open', requests: left })
  say({ type: 'result', result })
}

const task = workerData as WorkerTask
if (task.isKeptFromAws) keepFromAws()
let callsUnderWay = 0
subscribe(reportChannel, report => {
  say({ type: 'report', report: report as DispatchReport })
})
process.on('uncaughtExceptionMonitor', error => {
  if (callsUnderWay === 0) note({ type: 'rejected-after-answer', reason: reasonOf(error) })
})
try {
  const requests = watchRequests()
  const handler = await load(task)
  const loaded: Loaded = { handler, style: callStyleOf(handler, task.runtime), task, requests }
  parentPort?.on('message', (message: WorkerCall | WorkerEnd) => {
    if ('isEnd' in message) {
      closeInspector()
      process.exit()
    }
    callsUnderWay += 1
    void call(loaded, message).finally(() => {
      callsUnderWay -= 1
    })
  })
  say({ type: 'ready' })
} catch (error) {
  say({ type: 'not-loaded', reason: reasonWithPlace(error) })
}
