import type { Opens } from '../../core/opens.ts'

/** A message to be sent. */
export interface Notification {
  /** The same for the same change and processor: what a receiver needs to drop repeats. */
  readonly id: string
  /** One line: what it is about. */
  readonly subject: string
  /** Messages of one group keep their order where a sink has groups: the key of the item. */
  readonly group?: string
  /** Plain JSON. */
  readonly body: Readonly<Record<string, unknown>>
}

/** Sends messages: the port of `notification`. */
export interface NotificationSink extends Opens {
  /** Sends and answers for each message, in their order. Rejects only when nothing was sent. */
  readonly send: (
    messages: readonly Notification[],
    signal?: AbortSignal,
  ) => Promise<readonly ('applied' | Error)[]>
  /**
   * As `send`, but hands no message over a second time by itself, as a client does that tries again after a time-out:
   * what a `strict` notification needs. An error that is sure that its message was not taken says `effect: 'none'`.
   */
  readonly sendOnce?: NotificationSink['send']
}
