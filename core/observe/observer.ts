/** How something ended that an observer stands around. No value, no key and no word of a server is in it. */
export interface WorkEnd {
  /** Code of the error that it threw, or the error's name. */
  readonly error?: string
  /** How many failed: records of a batch that come again, items of a call, 1 where a sink threw. */
  readonly failed: number
}

/** A run of records of one stream, as what finds them again. */
export interface ObservedRecords {
  /** The stream that they are of. */
  readonly streamArn: string
  /** Of the oldest of them. */
  readonly firstSequenceNumber: string
  /** Of the newest of them. */
  readonly lastSequenceNumber: string
  /** How many. */
  readonly records: number
}

/** A batch that is about to be delivered. */
export interface ObservedBatch extends ObservedRecords {
  /** The function that was invoked with it. */
  readonly functionName: string
}

/** A call of a processor's handler. */
export interface ObservedCall extends ObservedRecords {
  /** Whose handler it is. */
  readonly processor: string
}

/** A call of a sink's function: see `Observers.sink`. */
export interface ObservedSinkCall {
  /** As it was named. */
  readonly sink: string
  /** Name of the function. */
  readonly operation: string
}

/** What one processor did with a batch: each record counts in one of the numbers, and in `received`. */
export interface ProcessorFigures {
  /** Its name. */
  readonly processor: string
  /** Records of the batch, filtered ones too. A record that comes again counts again. */
  readonly received: number
  /** Its filter did not want them. */
  readonly filtered: number
  /** Its effect was made. */
  readonly applied: number
  /** Its sink held it, or something newer. */
  readonly unchanged: number
  /** Given up and kept. */
  readonly parked: number
  /** Come again. */
  readonly retried: number
  /** An earlier invocation had finished them. */
  readonly finishedBefore: number
  /** Of each that was applied or unchanged: milliseconds from the write of the item to the end of the handler. */
  readonly writeToEffectMs: readonly number[]
  /** Of each call of its handler: milliseconds. */
  readonly callMs: readonly number[]
}

/** What became of a batch, in numbers only. */
export interface BatchFigures extends ObservedBatch {
  /** In the registry's order; last `(routing)`, where records were malformed. */
  readonly processors: readonly ProcessorFigures[]
}

/**
 * What an observer stands around. It is begun by calling `run`, at once and not after a wait; what happens in it is
 * then within the observer's own asynchronous context. `run` never rejects, and begins it once however often it is
 * called. One that is not begun is begun without the observer.
 */
export type StandAround<What> = (what: What, run: () => Promise<WorkEnd>) => unknown

/**
 * Watches a function: metrics, logs, traces. Each hook may be left out. One that throws, rejects, or does not end
 * changes nothing about the delivery; it is logged as `delivery.observer-failed`, once a batch.
 *
 * @example
 * ```ts
 * const slow: Observer = {
 *   name: 'slow',
 *   call: async ({ processor }, run) => {
 *     const startedMs = performance.now()
 *     await run()
 *     if (performance.now() - startedMs > 1_000) console.warn(`${processor} took more than a second`)
 *   },
 * }
 * ```
 */
export interface Observer {
  /** Names it where it fails. */
  readonly name: string
  /** Around the delivery of a batch. What it returns is waited for, for a tenth of a second at most. */
  readonly batch?: StandAround<ObservedBatch>
  /** Around each call of a handler: of one change, or of all that a batch processor gets at once. */
  readonly call?: StandAround<ObservedCall>
  /** Around each call of a sink that `Observers.sink` gave. */
  readonly sink?: StandAround<ObservedSinkCall>
  /** Told what became of each batch, before what `batch` stands around ends. What it returns is not waited for. */
  readonly figures?: (figures: BatchFigures) => unknown
}
