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
export interface NotificationSink {
  /** Sends and answers for each message, in their order. Rejects only when nothing was sent. */
  readonly send: (
    messages: readonly Notification[],
    signal?: AbortSignal,
  ) => Promise<readonly ('applied' | Error)[]>
}
