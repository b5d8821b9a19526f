import { raise } from '../../core/errors/pipeline-error.ts'
import { imageNeeds } from '../../core/registry/image-needs.ts'
import type { Registry } from '../../core/registry/registry.ts'
import { projectFaults } from './faults.ts'
import type { Project } from './project.ts'
import type { ProjectTable } from './project-table.ts'
import { viewTypeOf } from './view-type-of.ts'

const checkProcessors = (functionName: string, { processors }: Registry, table: ProjectTable): void => {
  const { file, definition } = table
  const viewType = viewTypeOf(table)
  if (viewType === undefined) return
  const keys = (definition.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? [])
  for (const each of processors) {
    const { processor, missing } = imageNeeds(each, { keys })
    const images = missing[viewType]
    if (images.length > 0)
      throw raise(projectFaults, 'project.images-missing', {
        functionName,
        processor,
        file,
        viewType,
        images,
      })
  }
}

/**
 * Refuses functions whose processors need images that the stream of a table does not carry: each of their records
 * would be parked.
 *
 * @throws PipelineError `project.images-missing`
 */
export const checkViewType = (
  { functions, tables }: Pick<Project, 'functions' | 'tables'>,
  registries: ReadonlyMap<string, Registry>,
): void => {
  for (const { functionName, streams } of functions) {
    const registry = registries.get(functionName)
    for (const { table, way } of streams) {
      if (way?.type === 'kinesis') continue
      const found = tables.find(({ id }) => id === table)
      if (registry !== undefined && found !== undefined) checkProcessors(functionName, registry, found)
    }
  }
}
