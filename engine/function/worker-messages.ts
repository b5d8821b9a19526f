import type { DispatchReport } from '../../core/dispatch/report.ts'
import type { FunctionNote } from './function-note.ts'
import type { InvocationEvent, InvokeResult } from '../ports/function-target.ts'

/** What a worker is started with. */
export interface WorkerTask {
  readonly file: string
  /** What is loaded in its place. */
  readonly builtFile: string
  /** Port of a debugger for this thread; nothing without one. */
  readonly inspectPort: number | undefined
  readonly exportName: string
  readonly functionName: string
  readonly memorySizeMb: number
  /** Whether the function is kept from AWS's own hosts. */
  readonly isKeptFromAws: boolean
  /** In Lambda's words, where the deploy file says it. */
  readonly runtime?: string | undefined
}

/** An invocation, as the worker is told of it. */
export interface WorkerCall {
  readonly event: InvocationEvent
  readonly requestId: string
  /** Epoch milliseconds. */
  readonly deadlineMs: number
}

/** Asks a thread to let go of its debugger and to end: it would otherwise wait for the debugger to go. */
export interface WorkerEnd {
  readonly isEnd: true
}

/** What a worker says. */
export type WorkerWord =
  | { readonly type: 'ready' }
  | { readonly type: 'not-loaded'; readonly reason: string }
  | { readonly type: 'report'; readonly report: DispatchReport }
  | { readonly type: 'note'; readonly note: FunctionNote }
  | { readonly type: 'result'; readonly result: InvokeResult }
