import type { StreamEvent } from '../../core/record/stream-record.ts'
import type { WindowFields } from '../machine/tumbling-window.ts'

/** What a function is given: a batch of one shard, and with tumbling windows where it stands in its window. */
export type InvocationEvent = StreamEvent & Partial<WindowFields>

/** How an invocation ended. */
export type InvokeResult =
  | { readonly type: 'returned'; readonly value: unknown }
  /** The function threw, timed out or died: `FunctionError: Unhandled`. */
  | { readonly type: 'function-error'; readonly errorType: string; readonly message: string }
  /** Throttled or not to be reached: it never ran, so it spends no retry. */
  | { readonly type: 'not-invoked'; readonly message: string }

/** What a batch is given to: a function in this process, in a worker, or far away. Never rejects. */
export interface FunctionTarget {
  /** In events and reports. */
  readonly functionName: string
  /** Gives it a batch; failing and not being there are results too. */
  readonly invoke: (event: InvocationEvent, requestId: string) => Promise<InvokeResult>
}
