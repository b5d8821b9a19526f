import type { AnyChange } from '../../core/change/change.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import type { Filter } from '../../core/filter/filter.ts'
import { checkOptions } from '../../core/options.ts'
import { processor } from '../../core/processor/define-processor.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { NotificationSink } from '../../processors/notification/notification-sink.ts'

/** What {@link threshold} takes. */
export interface ThresholdOptions<C extends AnyChange> {
  /** @defaultValue 'threshold' */
  readonly name?: string
  readonly filter: Filter<C>
  readonly sink: NotificationSink
  /** What is looked at, before and after a change; `undefined` where there is none. */
  readonly value: (item: C extends { readonly after: infer T } ? T : never) => number | undefined
  /** A message goes out when the value comes below it, and not while it stays there. */
  readonly below: number
}

/** Values of an item before and after a change. */
const valuesOf = <C extends AnyChange>(
  change: AnyChange,
  value: ThresholdOptions<C>['value'],
): { readonly before: number | undefined; readonly after: number | undefined } => ({
  // The filter's own type says what its items hold.
  before: change.kind === 'INSERT' ? undefined : value(change.before as never),
  after: change.kind === 'REMOVE' ? undefined : value(change.after as never),
})

/**
 * Sends a message when a value of an item falls below a limit: stock that is to be ordered.
 *
 * @example
 * ```ts
 * threshold({ filter: when(Product), sink, value: ({ quantity }) => Number(quantity), below: 10 })
 * ```
 * @throws PipelineError `registry.option-unknown`
 */
export const threshold = <C extends AnyChange>(options: ThresholdOptions<C>): Processor => {
  checkOptions('threshold', options, ['name', 'filter', 'sink', 'value', 'below'])
  const { name = 'threshold', filter, sink, value, below } = options
  return processor({
    name,
    filter,
    needs: ['old', 'new'],
    handle: async (change, { signal }) => {
      const { before = Infinity, after = Infinity } = valuesOf<C>(change, value)
      if (after >= below || before < below) return 'unchanged'
      const { key, sequenceNumber } = change
      const message = { id: `${name}|${key}|${sequenceNumber}`, group: key }
      const [result] = await sink.send(
        [{ ...message, subject: `${key} is below ${below}`, body: { key, value: after, below } }],
        signal,
      )
      if (result === 'applied') return result
      throw (
        result ??
        raise(sinkFaults, 'sink.unavailable', { sink: `The sink of ${name}`, reason: 'it did not answer' })
      )
    },
  })
}
