import { raise } from '../../core/errors/pipeline-error.ts'
import { registryFaults } from '../../core/errors/registry-faults.ts'
import { findSharedIndex } from '../../core/registry/shared-index.ts'
import type { Registry } from '../../core/registry/registry.ts'
import { indexKeepers } from './index-keepers.ts'

/**
 * Refuses functions of a project that keep one index: a registry sees only its own processors, and each of two
 * functions would delete what the other writes.
 *
 * @throws PipelineError `registry.index-shared`
 */
export const checkSharedIndex = (registries: ReadonlyMap<string, Registry>): void => {
  const shared = findSharedIndex(indexKeepers(registries).map(({ keeper }) => keeper))
  if (shared === undefined) return
  const [one, other] = shared
  throw raise(registryFaults, 'registry.index-shared', {
    index: one.keeps.index,
    names: [one.name, other.name],
  })
}
