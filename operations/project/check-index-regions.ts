import { raise } from '../../core/errors/pipeline-error.ts'
import { registryFaults } from '../../core/errors/registry-faults.ts'
import { isSamePlace, isKeeper } from '../../core/registry/shared-index.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { ProjectFunction } from './read-project.ts'

type Placed = Pick<ProjectFunction, 'functionName' | 'regions'>

const keepersOf = (functions: readonly Placed[], registries: ReadonlyMap<string, Registry>) =>
  functions.flatMap(({ functionName, regions }) =>
    (registries.get(functionName)?.processors ?? [])
      .filter(isKeeper)
      .map(({ name, keeps }) => ({ name: `${name} of ${functionName}`, keeps, regions })),
  )

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
  const keepers = keepersOf(functions, registries)
  for (const one of keepers) {
    const sharing = keepers.filter(({ keeps }) => isSamePlace(one.keeps, keeps))
    const regions = [...new Set(sharing.flatMap(each => each.regions))]
    if (regions.length > 1)
      throw raise(registryFaults, 'registry.index-regions', {
        index: one.keeps.index,
        names: sharing.map(({ name }) => name),
        regions,
      })
  }
}
