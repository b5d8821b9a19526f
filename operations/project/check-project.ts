import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { admitFilter } from '../../core/pattern/admit-filter.ts'
import type { Pattern } from '../../core/pattern/pattern.ts'
import { checkImages } from '../../engine/stream-check.ts'
import { newBuiltModules } from '../build/built-modules.ts'
import { projectFaults } from './faults.ts'
import { checkHandler } from './load-module.ts'
import type { Project, ProjectStream } from './project.ts'
import { runsInNode } from './runs-in-node.ts'

const patternsOf = (functionName: string, { settings }: ProjectStream): readonly Pattern[] =>
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

const checkStreamOf = (functionName: string, stream: ProjectStream, { tables }: Project): void => {
  const patterns = patternsOf(functionName, stream)
  const table = tables.find(({ id }) => id === stream.table)
  if (table === undefined) return
  // By Kinesis both images come, whether or not the table has a stream of its own.
  if (stream.way?.type === 'kinesis') return
  const { tableName, file, definition } = table
  if (definition.StreamSpecification === undefined)
    throw raise(projectFaults, 'project.stream-missing', { tableName, file, functionName })
  checkImages(`of ${file}`, definition.StreamSpecification.StreamViewType, patterns)
}

const checkThatTablesAreKnown = ({ file, functions }: Project): void => {
  const streams = functions.flatMap(each => each.streams)
  if (streams.some(({ table }) => table !== undefined)) return
  throw raise(projectFaults, 'project.table-unknown', {
    file,
    streams: [...new Set(streams.map(({ named }) => named))],
  })
}

/**
 * Finds what is wrong with a project before anything is started for it: a table without a stream, a stream without
 * the images that filter patterns ask for, a filter that is none, a function that cannot be built or does not export
 * its handler. None is loaded: that is done where it runs, with an environment and rights of its own. What its
 * processors need is `checkViewType`'s to say, once they are built.
 *
 * @throws PipelineError `project.*`, `build.*`, `engine.filter-invalid`, `engine.images-missing`
 */
export const checkProject = async (project: Project, modules = newBuiltModules()): Promise<void> => {
  checkThatTablesAreKnown(project)
  for (const each of project.functions) {
    for (const stream of each.streams) checkStreamOf(each.functionName, stream, project)
    if (runsInNode(each)) await checkHandler(each.file, each.exportName, modules)
  }
}
