import type { AnyChange } from '../change/change.ts'
import { raise } from '../errors/pipeline-error.ts'
import { registryFaults } from '../errors/registry-faults.ts'
import type { Filter } from '../filter/filter.ts'
import type { Opens } from '../opens.ts'
import { opening } from '../opens.ts'
import type { Check, Coalesce, Handle, HandleBatch, Keeps, Processor } from './processor.ts'

interface Common<C extends AnyChange> extends Opens {
  /** Unique in a registry: ledger facts, audit entries and parked objects carry it. */
  readonly name: string
  readonly filter: Filter<C>
  /** @defaultValue 'events' */
  readonly sink?: 'state' | 'events'
  readonly check?: Check
  /**
   * Each effect takes place once at most, for what must not happen twice: a mail, a payment. It is claimed before the
   * handler is called, which costs two writes a change; a failure that does not say `effect: 'none'` leaves it in doubt,
   * to be resolved by a person. Only for `sink: 'events'`; the function needs `claims`. @defaultValue false
   */
  readonly strict?: boolean
  /** It writes to the table itself, so a replay has to have one. */
  readonly writesTable?: true
  /**
   * With `sink: 'state'`: it ends at the same whatever order an item's changes come in, and however often. Kinesis asks
   * for it.
   */
  readonly anyOrder?: true
  /** The images without which it cannot do its work, besides those that its filter looks at. */
  readonly needs?: readonly ('old' | 'new')[]
}

/** What {@link processor} takes. */
export interface ProcessorOptions<C extends AnyChange> extends Common<C> {
  /** Called with one change at a time; it is applied when the promise is kept. */
  readonly handle: Handle<NoInfer<C>>
}

/** What {@link batchProcessor} takes. */
export interface BatchProcessorOptions<C extends AnyChange> extends Common<C> {
  /** Called with groups of changes; answers for each of them. */
  readonly handle: HandleBatch<NoInfer<C>>
  /** @defaultValue 'none' */
  readonly coalesce?: Coalesce
  /** It can bring its sink to the item as it is now: see `Context.items`. */
  readonly refreshes?: true
  /**
   * Of a sink that holds state: whether a MODIFY moves what it holds of the item, to another id say. Such a change is
   * wanted whatever the filter's words about the event say.
   */
  readonly moves?: (change: AnyChange) => boolean
  /** What nobody else may write to. */
  readonly keeps?: Keeps
}

const checkedName = (name: string): string => {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name))
    throw raise(registryFaults, 'registry.name-invalid', { name })
  return name
}

/** @throws PipelineError `registry.strict-state` */
const strictness = ({ name, strict, sink }: Pick<Common<never>, 'name' | 'strict' | 'sink'>) => {
  if (strict !== true) return {}
  if (sink === 'state') throw raise(registryFaults, 'registry.strict-state', { name })
  return { strict }
}

/**
 * A processor that handles one change at a time, in order per item key.
 *
 * @example
 * ```ts
 * const greet = processor({
 *   name: 'greet',
 *   filter: when(User).on('INSERT'),
 *   handle: async change => mailer.send(change.after.email, 'Welcome'),
 * })
 * ```
 * @throws PipelineError `registry.name-invalid`, `registry.strict-state`
 */
export const processor = <C extends AnyChange>(options: ProcessorOptions<C>): Processor =>
  Object.freeze({
    name: checkedName(options.name),
    filter: options.filter,
    sink: options.sink ?? 'events',
    coalesce: 'none',
    // The registry hands a processor only what its filter selects, so the change type may be erased here.
    run: Object.freeze({ mode: 'each', handle: options.handle as Handle<AnyChange> }),
    ...strictness(options),
    ...opening(options),
    ...(options.check && { check: options.check }),
    ...(options.writesTable && { writesTable: options.writesTable }),
    ...(options.anyOrder && { anyOrder: options.anyOrder }),
    ...(options.needs && { needs: Object.freeze([...options.needs]) }),
  })

/**
 * A processor that handles many changes in one call, as sinks with a bulk interface want it.
 *
 * @throws PipelineError `registry.name-invalid`, `registry.coalesce-events`, `registry.strict-state`
 */
export const batchProcessor = <C extends AnyChange>(options: BatchProcessorOptions<C>): Processor => {
  const sink = options.sink ?? 'events'
  const coalesce = options.coalesce ?? 'none'
  if (coalesce === 'last-image' && sink === 'events') {
    throw raise(registryFaults, 'registry.coalesce-events', { name: options.name })
  }
  return Object.freeze({
    name: checkedName(options.name),
    filter: options.filter,
    sink,
    coalesce,
    run: Object.freeze({ mode: 'batch', handle: options.handle as HandleBatch<AnyChange> }),
    ...strictness(options),
    ...opening(options),
    ...(options.check && { check: options.check }),
    ...(options.writesTable && { writesTable: options.writesTable }),
    ...(options.anyOrder && { anyOrder: options.anyOrder }),
    ...(options.refreshes && { refreshes: options.refreshes }),
    ...(options.moves && { moves: options.moves }),
    ...(options.keeps && { keeps: Object.freeze({ ...options.keeps }) }),
    ...(options.needs && { needs: Object.freeze([...options.needs]) }),
  })
}
