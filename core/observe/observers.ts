import type { WatchBatch } from '../dispatch/batch-watch.ts'
import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { Logger } from '../logger.ts'
import { jsonLogger } from '../logger.ts'
import { observedSink } from './observed-sink.ts'
import type { Observer } from './observer.ts'
import { watchBatchWith } from './watch-batch.ts'

/** Observers of a function, for the option `observe` of `streamHandler`. */
export interface Observers {
  /**
   * A sink whose calls they stand around too: a span for each in a trace, its time among the metrics. What the sink
   * answers is untouched, and so is the sink that is given. `logger` is told what observers fail with there.
   */
  readonly sink: <Sink extends object>(name: string, sink: Sink, logger?: Logger) => Sink
  /**
   * For the dispatcher.
   * @internal
   */
  readonly watch: WatchBatch
}

const hooks: readonly (keyof Observer)[] = ['batch', 'call', 'sink', 'figures']

const refuse = (problem: string): Error =>
  raise(deliveryFaults, 'delivery.option-invalid', { option: 'observe', problem })

const check = (observer: Observer): void => {
  const { name } = observer
  if (typeof name !== 'string' || name === '') throw refuse('has an observer without a name')
  const given = Object.entries(observer).filter(([key, value]) => key !== 'name' && value !== undefined)
  const odd = given.find(([key]) => !hooks.some(hook => hook === key))
  if (odd !== undefined) throw refuse(`has the observer ${name} with ${odd[0]}, which is not known`)
  const [wrong] = given.find(([, value]) => typeof value !== 'function') ?? []
  if (wrong !== undefined) throw refuse(`has the observer ${name}, whose ${wrong} is no function`)
}

/**
 * Observers for the option `observe` of `streamHandler`, the first one outermost. A function that does not call this
 * carries nothing of what it takes to be observed.
 *
 * @example
 * ```ts
 * const observe = observers(powertoolsMetrics(new Metrics({ namespace: 'Tailrace' })), openTelemetry(tracer))
 * const store = observe.sink('search', searchStore(env.SEARCH_URL))
 * export const handler = streamHandler(pipeline(store), { ...handlerOptions(env), observe })
 * ```
 * @throws PipelineError `delivery.option-invalid`
 */
export const observers = (...all: readonly Observer[]): Observers => {
  all.forEach(check)
  return Object.freeze({
    sink: (name, sink, logger = jsonLogger) => observedSink(name, sink, all, logger),
    watch: watchBatchWith(all),
  } satisfies Observers)
}
