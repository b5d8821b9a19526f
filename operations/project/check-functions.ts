import type { Registry } from '../../core/registry/registry.ts'
import { checkIndexRegions } from './check-index-regions.ts'
import { checkSharedIndex } from './check-shared-index.ts'
import { checkViewType } from './check-view-type.ts'
import type { Project } from './project.ts'

/**
 * Refuses what no run could mend, from the processors of all functions: a stream without the images that they need,
 * two that keep one index, two regions for one index.
 *
 * @throws PipelineError `project.images-missing`, `registry.index-shared`,
 * `registry.index-regions`
 */
export const checkFunctions = (project: Project, registries: ReadonlyMap<string, Registry>): void => {
  checkViewType(project, registries)
  checkSharedIndex(registries)
  checkIndexRegions(project.functions, registries)
}
