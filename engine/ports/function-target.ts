import type { StreamEvent } from '../../core/record/stream-record.ts'

/** How an invocation ended. */
export type InvokeResult =
  | { readonly type: 'returned'; readonly value: unknown }
  /** The function threw, timed out or died: `FunctionError: Unhandled`. */
  | { readonly type: 'function-error'; readonly errorType: string; readonly message: string }
  /** Throttled or not to be reached: it never ran, so it spends no retry. */
  | { readonly type: 'not-invoked'; readonly message: string }

/** What a batch is given to: a function in this process, in a worker, or far away. Never rejects. */
export interface FunctionTarget {
  readonly functionName: string
  readonly invoke: (event: StreamEvent, requestId: string) => Promise<InvokeResult>
}
