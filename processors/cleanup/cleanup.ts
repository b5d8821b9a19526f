import type { AnyChange } from '../../core/change/change.ts'
import type { Clock } from '../../core/clock.ts'
import type { Filter } from '../../core/filter/filter.ts'
import { checkOptions } from '../../core/options.ts'
import { processor } from '../../core/processor/define-processor.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { Image } from '../../core/record/attribute-value.ts'
import type { DependentQuery, DependentStore } from './dependent-store.ts'

/** Changes that leave an old image behind. */
type Removal<C extends AnyChange> = Extract<C, { readonly kind: 'REMOVE' }>

/** What {@link cleanup} takes. */
export interface CleanupOptions<C extends AnyChange> {
  /** @defaultValue 'cleanup' */
  readonly name?: string
  /** Only its REMOVEs are acted on. */
  readonly filter: Filter<C>
  readonly dependents: DependentStore
  /** Where the dependent items of a removed one are found. */
  readonly of: (change: NoInfer<Removal<C>>) => readonly DependentQuery[]
  /**
   * Text attribute that says when an item was created, in a form that sorts by time (ISO 8601).
   * @defaultValue 'createdAt'
   */
  readonly createdAttribute?: string
  /** The images that `of` cannot do without. One that is not carried and not named fails when it is read. */
  readonly needs?: readonly ('old' | 'new')[]
}

/**
 * Nothing created from this moment on belonged to the removed item. If the item is there again, that is when it was
 * created anew; if not, it is now, in case it is created anew while this runs.
 */
const endOfGeneration = async (
  store: DependentStore,
  keys: Image,
  attribute: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<string> => (await store.read(keys, attribute, signal)) ?? new Date(clock.now()).toISOString()

const removePage = async (
  store: DependentStore,
  keys: readonly Image[],
  condition: { readonly attribute: string; readonly before: string },
  signal: AbortSignal,
): Promise<number> => {
  const results = await store.removeOlder(keys, condition, signal)
  const error = results.find(result => result instanceof Error)
  if (error instanceof Error) throw error
  return results.filter(result => result === 'applied').length
}

/**
 * Takes the dependent items of a removed item along, page by page. It keeps no place: a try that was cut off goes on
 * by asking again what is left. It deletes only what belonged to the removed generation, so a removal that is
 * handled late does not touch the children of an item created anew under the same key; and since each delete makes
 * at most one REMOVE further down, it cannot chase its own tail.
 *
 * @example
 * ```ts
 * cleanup({
 *   filter: when(User).on('REMOVE'), dependents: dependentStore,
 *   of: change => [{ partitionKey: { name: 'PK', value: `USER#${change.before.userId}` } }],
 * })
 * ```
 * @throws PipelineError `registry.option-unknown`
 */
export const cleanup = <C extends AnyChange>(options: CleanupOptions<C>): Processor => {
  checkOptions('cleanup', options, ['name', 'filter', 'dependents', 'of', 'createdAttribute', 'needs'])
  const {
    name = 'cleanup',
    filter,
    dependents,
    of,
    createdAttribute: attribute = 'createdAt',
    needs,
  } = options

  const removeAll = async (query: DependentQuery, before: string, signal: AbortSignal): Promise<number> => {
    let removed = 0
    let cursor: Image | undefined
    do {
      signal.throwIfAborted()
      const page = await dependents.page(query, cursor, signal)
      if (page.keys.length > 0)
        removed += await removePage(dependents, page.keys, { attribute, before }, signal)
      cursor = page.cursor
    } while (cursor !== undefined)
    return removed
  }

  return processor({
    name,
    filter,
    writesTable: true,
    ...(needs && { needs }),
    handle: async (change: AnyChange, { signal, clock }) => {
      if (change.kind !== 'REMOVE') return 'unchanged'
      // Only removals come here, which the type of a filter over several kinds does not say.
      const queries = of(change as NoInfer<Removal<C>>)
      if (queries.length === 0) return 'unchanged'
      const keys = change.record.dynamodb?.Keys ?? {}
      const before = await endOfGeneration(dependents, keys, attribute, clock, signal)
      let removed = 0
      for (const query of queries) removed += await removeAll(query, before, signal)
      return removed > 0 ? 'applied' : 'unchanged'
    },
  })
}
