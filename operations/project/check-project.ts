import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { raise } from '../../core/errors/raise.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { admitFilter } from '../../core/pattern/admit-filter.ts'
import type { Pattern } from '../../core/pattern/pattern.ts'
import type { ImageName } from '../../engine/stream-check.ts'
import { checkImages } from '../../engine/stream-check.ts'
import { tableDefinition } from '../table/table-definition.ts'
import { loadFunction } from './load-module.ts'
import type { Project, ProjectFunction } from './read-project.ts'

const patternsOf = ({ functionName, settings }: ProjectFunction): readonly Pattern[] =>
  settings.FilterCriteria.Filters.map(({ Pattern }, index) => {
    try {
      return admitFilter(Pattern, { lambdaFilters: 'documented' }).pattern
    } catch (error) {
      if (!isPipelineError(error)) throw error
      const { message: reason } = error
      throw raise('engine.filter-invalid', { functionName, number: index + 1, reason }, { cause: error })
    }
  })

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw raise('project.file-unreadable', {
      file,
      reason: reasonOf(error),
    })
  }
}

/**
 * Finds what is wrong with a project before anything is started for it: a table without a stream, a stream without
 * the images that filters ask for, a filter that is none, a function that does not load. Entities are told apart by
 * attributes of the images, so keys alone never do.
 *
 * @throws PipelineError `project.*`, `engine.filter-invalid`, `engine.images-missing`
 */
export const checkProject = async ({ folder, functions, tableFile }: Project): Promise<void> => {
  const file = relative(folder, tableFile)
  const { StreamSpecification } = tableDefinition(textOf(tableFile), file, 'checked')
  const viewType = StreamSpecification?.StreamViewType
  const needs: readonly ImageName[] = viewType === 'KEYS_ONLY' ? ['NewImage'] : []
  for (const each of functions) {
    checkImages(`of ${file}`, viewType, patternsOf(each), needs)
    await loadFunction(each.file, each.exportName)
  }
}
