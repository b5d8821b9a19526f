import type { AnyChange } from '../../core/change/change.ts'
import { isLeftPromise } from '../../core/concurrency/leave-alone.ts'
import type { Filter } from '../../core/filter/filter.ts'
import { opening } from '../../core/opens.ts'
import { checkOptions } from '../../core/options.ts'
import { processor } from '../../core/processor/define-processor.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { DependentQuery, DependentStore } from './dependent-store.ts'
import type { TellsGeneration } from './generation-rule.ts'
import { generationRule } from './generation-rule.ts'
import { takeAlong } from './take-along.ts'

/** Changes that leave an old image behind. */
type Removal<C extends AnyChange> = Extract<C, { readonly kind: 'REMOVE' }>

/** What {@link cleanup} takes. */
export interface CleanupOptions<C extends AnyChange> extends TellsGeneration {
  /** @defaultValue 'cleanup' */
  readonly name?: string
  /** Only its REMOVEs are acted on. */
  readonly filter: Filter<C>
  /** Finds and deletes them. */
  readonly dependents: DependentStore
  /** Where the dependent items of a removed one are found. */
  readonly of: (change: NoInfer<Removal<C>>) => readonly DependentQuery[]
  /** The images that `of` cannot do without. One that is not carried and not named fails when it is read. */
  readonly needs?: readonly ('old' | 'new')[]
}

const optionNames = [
  'name',
  'filter',
  'dependents',
  'of',
  'createdAttribute',
  'generationAttribute',
  'clockToleranceMs',
  'needs',
]

/**
 * Takes the dependent items of a removed item along, page by page. It keeps no place: a try that was cut off goes on
 * by asking again what is left.
 *
 * A removal may be handled long after it happened, when the item was created anew under the same key. So nothing is
 * deleted that may be the new one's: while no parent lives, dependents go in transactions that check just that; while
 * one lives, only those go whose own attribute proves them older. What nothing decides is left, and the change is
 * parked with the count of it. Dependents have to be written after their parent or together with it. Since each
 * delete makes at most one REMOVE further down, it cannot chase its own tail.
 *
 * @example
 * ```ts
 * cleanup({
 *   filter: when(User).on('REMOVE'), dependents: dependentStore,
 *   of: change => [{ partitionKey: { name: 'PK', value: `USER#${change.before.userId}` } }],
 * })
 * ```
 * @throws PipelineError `registry.option-unknown`, `cleanup.option-invalid`; from its handling
 * `cleanup.generation-unknown`, `cleanup.parent-changing`
 */
export const cleanup = <C extends AnyChange>(options: CleanupOptions<C>): Processor => {
  checkOptions('cleanup', options, optionNames)
  const { name = 'cleanup', filter, dependents: store, of, needs } = options
  const rule = generationRule(options)

  return processor({
    name,
    filter,
    writesTable: true,
    ...opening(options.dependents),
    ...(needs && { needs }),
    handle: async (change: AnyChange, context) => {
      if (change.kind !== 'REMOVE') return 'unchanged'
      // Only removals come here, which the type of a filter over several kinds does not say.
      const queries = of(change as NoInfer<Removal<C>>)
      if (isLeftPromise(queries)) throw new TypeError('of gave a promise, and is waited for by nobody')
      if (queries.length === 0) return 'unchanged'
      const { streamArn, record, oldImage: removed } = change
      const address = { streamArn, keys: record.dynamodb?.Keys ?? {} }
      return takeAlong({ rule, store, address, removed, queries, context })
    },
  })
}
