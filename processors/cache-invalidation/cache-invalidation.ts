import type { AnyChange } from '../../core/change/change.ts'
import { formerChanges } from '../../core/change/former-change.ts'
import type { Filter } from '../../core/filter/filter.ts'
import { opening } from '../../core/opens.ts'
import { checkOptions } from '../../core/options.ts'
import { batchProcessor } from '../../core/processor/define-processor.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { Targets, TargetFunctions } from './cache-targets.ts'
import { collectTargets, noTargets } from './cache-targets.ts'
import type { EntryVersion } from './check-entries.ts'
import { checkEntries } from './check-entries.ts'
import type { Cache } from './cache.ts'

/** What {@link cacheInvalidation} takes; at least one of `keys`, `patterns` and `groups`. */
export interface CacheInvalidationOptions<C extends AnyChange> {
  /** @defaultValue 'cache-invalidation' */
  readonly name?: string
  /** Which changes make entries go away. */
  readonly filter: Filter<C>
  /** Where the entries are. */
  readonly cache: Cache
  /** Keys that a change makes stale. */
  readonly keys?: (change: NoInfer<C>) => readonly string[]
  /** Keys with `*` for any text. */
  readonly patterns?: (change: NoInfer<C>) => readonly string[]
  /** Groups whose members a change makes stale. */
  readonly groups?: (change: NoInfer<C>) => readonly string[]
  /**
   * The images that these functions look at: `[]` where they look at the item's key only, as on a KEYS_ONLY stream.
   * @defaultValue both, since a target that was derived from an image is found by the old image only
   */
  readonly needs?: readonly ('old' | 'new')[]
  /** How entries under `keys` state the version of their item, so that `verify` can compare them. */
  readonly version?: EntryVersion<C>
}

/**
 * Makes a cache forget what depends on changed items: by key, by pattern, by group. One call for a whole batch; of
 * several changes of one item all old and new images count, so nothing that was derived from any of them stays.
 * A function that gives no list of texts, or throws, fails its own item alone: `cache.target-invalid`, parked.
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
    'version',
  ])
  const { name = 'cache-invalidation', filter, cache, needs = ['old', 'new'] } = options
  const version = options.version as EntryVersion<AnyChange> | undefined
  // What the filter selects is what these functions take; the processor only passes changes on.
  const functions: TargetFunctions = {
    ...(options.keys && { keys: options.keys as Targets<AnyChange> }),
    ...(options.patterns && { patterns: options.patterns as Targets<AnyChange> }),
    ...(options.groups && { groups: options.groups as Targets<AnyChange> }),
  }
  const formerOf = formerChanges((filter as Filter).expr)
  return batchProcessor({
    name,
    filter: filter as Filter,
    sink: 'state',
    // What is forgotten once too often, or early, is filled in anew.
    anyOrder: true,
    needs,
    ...opening(cache),
    coalesce: 'last-image',
    ...(functions.keys &&
      version && { check: checkEntries(filter as Filter, cache, functions.keys, version) }),
    handle: async (batch, { signal }) => {
      const found = noTargets()
      const problems = batch.map(({ changes }) => collectTargets(name, functions, changes, formerOf, found))
      const what = { keys: [...found.keys], patterns: [...found.patterns], groups: [...found.groups] }
      const isAny = Object.values(what).some(({ length }) => length > 0)
      if (isAny) await cache.invalidate(what, signal)
      return problems.map(problem => problem ?? 'applied')
    },
  })
}
