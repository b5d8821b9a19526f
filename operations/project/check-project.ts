import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { admitFilter } from '../../core/pattern/admit-filter.ts'
import type { Pattern } from '../../core/pattern/pattern.ts'
import { checkImages } from '../../engine/stream-check.ts'
import { projectFaults } from './faults.ts'
import { loadFunction } from './load-module.ts'
import type { Project, ProjectFunction } from './read-project.ts'
import { readTable } from './read-table.ts'

const patternsOf = ({ functionName, settings }: ProjectFunction): readonly Pattern[] =>
  settings.FilterCriteria.Filters.map(({ Pattern }, index) => {
    try {
      return admitFilter(Pattern, { lambdaFilters: 'documented' }).pattern
    } catch (error) {
      if (!isPipelineError(error)) throw error
      const { message: reason } = error
      throw raise(
        projectFaults,
        'engine.filter-invalid',
        { functionName, number: index + 1, reason },
        { cause: error },
      )
    }
  })

/**
 * Finds what is wrong with a project before anything is started for it: a table without a stream, a stream without
 * the images that filter patterns ask for, a filter that is none, a function that does not load. What its processors
 * need is `checkViewType`'s to say, once they are built.
 *
 * @throws PipelineError `project.*`, `engine.filter-invalid`, `engine.images-missing`
 */
export const checkProject = async ({ folder, functions, tableFile }: Project): Promise<void> => {
  const { file, definition } = readTable(folder, tableFile)
  const viewType = definition.StreamSpecification?.StreamViewType
  for (const each of functions) {
    checkImages(`of ${file}`, viewType, patternsOf(each))
    await loadFunction(each.file, each.exportName)
  }
}
