import { raise } from '../errors/pipeline-error.ts'
import { registryFaults } from '../errors/registry-faults.ts'
import type { Keeps, Processor } from '../processor/processor.ts'

/** A processor that keeps an index. */
export type Keeper = Processor & { readonly keeps: Keeps }

/** Whether a processor keeps an index. */
export const isKeeper = (processor: Processor): processor is Keeper => processor.keeps !== undefined

/** Whether two processors write to one index, whatever their ids. */
export const isSamePlace = (a: Keeps, b: Keeps): boolean =>
  a.index === b.index && (a.store === b.store || (a.place !== '' && a.place === b.place))

/** Ids of the one could be ids of the other. */
const overlap = (a: Keeps, b: Keeps): boolean =>
  a.idPrefix.startsWith(b.idPrefix) || b.idPrefix.startsWith(a.idPrefix)

/** The first two processors that would delete each other's documents. */
export const findSharedIndex = (processors: readonly Processor[]): readonly [Keeper, Keeper] | undefined => {
  const keepers = processors.filter(isKeeper)
  for (const [at, one] of keepers.entries()) {
    const other = keepers
      .slice(at + 1)
      .find(({ keeps }) => isSamePlace(one.keeps, keeps) && overlap(one.keeps, keeps))
    if (other !== undefined) return [one, other]
  }
  return undefined
}

/**
 * Refuses processors that share an index: each keeps it equal to its own items.
 *
 * @throws PipelineError `registry.index-shared`
 */
export const refuseSharedIndex = (processors: readonly Processor[]): void => {
  const shared = findSharedIndex(processors)
  if (shared === undefined) return
  const [{ name, keeps }, other] = shared
  throw raise(registryFaults, 'registry.index-shared', { index: keeps.index, names: [name, other.name] })
}
