import type { AnyChange } from '../../core/change/change.ts'
import { removalOf } from '../../core/change/removal-of.ts'
import type { Filter } from '../../core/filter/filter.ts'
import { checkOptions } from '../../core/options.ts'
import { batchProcessor } from '../../core/processor/define-processor.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { Cache } from './cache.ts'

/** Names what depends on a change. */
type Targets<C extends AnyChange> = (change: NoInfer<C>) => readonly string[]

/** What {@link cacheInvalidation} takes; at least one of `keys`, `patterns` and `groups`. */
export interface CacheInvalidationOptions<C extends AnyChange> {
  /** @defaultValue 'cache-invalidation' */
  readonly name?: string
  readonly filter: Filter<C>
  readonly cache: Cache
  readonly keys?: Targets<C>
  readonly patterns?: Targets<C>
  readonly groups?: Targets<C>
  /**
   * The images that these functions look at: `[]` where they look at the item's key only, as on a KEYS_ONLY stream.
   * @defaultValue both, since a target that was derived from an image is found by the old image only
   */
  readonly needs?: readonly ('old' | 'new')[]
}

/**
 * Each function is asked about every image: a MODIFY is also shown as the REMOVE of its old image. So a function
 * that derives its target from one image, an e-mail address say, still names the old address.
 */
const targetsOf = (
  changes: readonly AnyChange[],
  targets: Targets<AnyChange> | undefined,
): readonly string[] => {
  if (targets === undefined) return []
  const found = new Set<string>()
  for (const change of changes) {
    if (change.kind === 'MODIFY') for (const target of targets(removalOf(change))) found.add(target)
    for (const target of targets(change)) found.add(target)
  }
  return [...found]
}

/**
 * Makes a cache forget what depends on changed items: by key, by pattern, by group. One call for a whole batch; of
 * several changes of one item all old and new images count, so nothing that was derived from any of them stays.
 *
 * @example
 * ```ts
 * cacheInvalidation({
 *   filter: when(User), cache: cache(env.CACHE_URL),
 *   keys: change => [`email:${change.kind === 'REMOVE' ? change.before.email : change.after.email}`],
 * })
 * ```
 * @throws PipelineError `registry.option-unknown`
 */
export const cacheInvalidation = <C extends AnyChange>(options: CacheInvalidationOptions<C>): Processor => {
  checkOptions('cacheInvalidation', options, [
    'name',
    'filter',
    'cache',
    'keys',
    'patterns',
    'groups',
    'needs',
  ])
  const { name = 'cache-invalidation', filter, cache, needs = ['old', 'new'] } = options
  // What the filter selects is what these functions take; the processor only passes changes on.
  const keys = options.keys as Targets<AnyChange> | undefined
  const patterns = options.patterns as Targets<AnyChange> | undefined
  const groups = options.groups as Targets<AnyChange> | undefined
  return batchProcessor({
    name,
    filter: filter as Filter,
    sink: 'state',
    needs,
    coalesce: 'last-image',
    handle: async (batch, { signal }) => {
      const changes = batch.flatMap(group => group.changes)
      await cache.invalidate(
        {
          keys: targetsOf(changes, keys),
          patterns: targetsOf(changes, patterns),
          groups: targetsOf(changes, groups),
        },
        signal,
      )
    },
  })
}
