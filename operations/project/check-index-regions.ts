import { raise } from '../../core/errors/pipeline-error.ts'
import { registryFaults } from '../../core/errors/registry-faults.ts'
import { isSamePlace } from '../../core/registry/shared-index.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { FunctionKeeper } from './index-keepers.ts'
import { indexKeepers } from './index-keepers.ts'
import type { ProjectFunction } from './project.ts'

type Placed = Pick<ProjectFunction, 'functionName' | 'regions'>

const regionsOfAny = (
  functions: readonly Placed[],
  keepers: readonly FunctionKeeper[],
): readonly string[] => {
  const names = new Set(keepers.map(({ functionName }) => functionName))
  const regions = functions
    .filter(({ functionName }) => names.has(functionName))
    .flatMap(each => each.regions)
  return [...new Set(regions)]
}

/**
 * Refuses a project that shows two regions for one index: versions order the streams of a table in one region, and
 * nothing orders two. At run time the second region would wait (`search.owner-differs`).
 *
 * @throws PipelineError `registry.index-regions`
 */
export const checkIndexRegions = (
  functions: readonly Placed[],
  registries: ReadonlyMap<string, Registry>,
): void => {
  const keepers = indexKeepers(registries)
  for (const { keeper } of keepers) {
    const sharing = keepers.filter(other => isSamePlace(keeper.keeps, other.keeper.keeps))
    const regions = regionsOfAny(functions, sharing)
    if (regions.length > 1)
      throw raise(registryFaults, 'registry.index-regions', {
        index: keeper.keeps.index,
        names: sharing.map(each => each.keeper.name),
        regions,
      })
  }
}
