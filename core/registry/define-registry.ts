import { filterFaults } from '../errors/filter-faults.ts'
import { isPipelineError, raise } from '../errors/pipeline-error.ts'
import { registryFaults } from '../errors/registry-faults.ts'
import { reasonOf } from '../errors/thrown.ts'
import type { Decide } from '../filter/decide.ts'
import { decideFor } from '../filter/decide.ts'
import { everything } from '../filter/words.ts'
import { processor } from '../processor/define-processor.ts'
import type { Processor } from '../processor/processor.ts'
import { viewOf } from '../record/view-of.ts'
import { filterIndex } from './filter-index.ts'
import { missingFor } from './missing-images.ts'
import type { Match, PlainRule, Registry, Route } from './registry.ts'
import { refuseSharedIndex } from './shared-index.ts'

const refuseDuplicates = (processors: readonly Processor[]): void => {
  const names = new Set<string>()
  for (const { name } of processors) {
    if (names.has(name)) throw raise(registryFaults, 'registry.name-duplicate', { name })
    names.add(name)
  }
}

const ruleProcessor = (eventName: string, { name, matches, handler }: PlainRule): Processor => {
  const all = everything()
  const kinds =
    eventName === 'INSERT' || eventName === 'MODIFY' || eventName === 'REMOVE' ? all.on(eventName) : all
  return processor({
    name,
    filter: kinds.matching(({ record }) => matches(record), name),
    handle: handler,
  })
}

/**
 * The processors of a function as one immutable value, which routes records to them. `explainRecord` says why, and
 * `filterCriteria` writes the FilterCriteria that keep unwanted records out of the function.
 *
 * @example
 * ```ts
 * export const pipeline = (env: Env) => registry([searchIndex({ … }), auditLog({ … })])
 * ```
 * @throws PipelineError `registry.name-duplicate`, `registry.index-shared`
 */
export const registry = (processors: readonly Processor[]): Registry => {
  refuseDuplicates(processors)
  refuseSharedIndex(processors)
  const all = Object.freeze([...processors])
  const decides = all.map(decideFor)
  const index = filterIndex(all.map(({ filter }) => filter.expr))

  const route: Registry['route'] = (view, to) => {
    for (const position of index.candidates(view)) decideOne(decides, all, position, view, to)
  }
  const match: Registry['match'] = record => {
    const matches: Match[] = []
    route(viewOf(record), (position, kind, entity, error) => {
      const isUnclear = error?.code === 'record.image-missing'
      if (error !== undefined && !isUnclear) throw error
      const processor = all[position]?.name ?? ''
      matches.push({ processor, kind, entity: entity?.name ?? '', ...(isUnclear && { isUnclear }) })
    })
    return matches
  }
  return Object.freeze({
    processors: all,
    names: () => all.map(({ name }) => name),
    route,
    match,
    addFilter: (eventName, rule) => registry([...all, ruleProcessor(eventName, rule)]),
  } satisfies Registry)
}

/** A predicate that throws fails its own processor's record, not the routing of all others. */
const decideOne = (
  decides: readonly Decide[],
  processors: readonly Processor[],
  position: number,
  view: Parameters<Decide>[0],
  to: Route,
): void => {
  try {
    const hit = decides[position]?.(view)
    if (hit === undefined) return
    to(position, hit.kind, hit.entity, missingFor(processors[position], hit, view))
  } catch (cause) {
    // A value of the item that cannot be had says itself whether to wait for it.
    if (isPipelineError(cause) && cause.code.startsWith('blob.')) {
      to(position, view.kind, undefined, cause)
      return
    }
    const reason = reasonOf(cause)
    const name = processors[position]?.name ?? ''
    to(
      position,
      view.kind,
      undefined,
      raise(filterFaults, 'filter.predicate-failed', { processor: name, reason }, { cause }),
    )
  }
}
