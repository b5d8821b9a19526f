// Refuses to package functions whose processors need images that the table's stream does not carry.
import { isPipelineError } from '../core/errors/pipeline-error.ts'
import { checkViewType } from '../operations/project/check-view-type.ts'
import { loadPipelines, readProject } from '../operations/project/read-project.ts'

try {
  const project = readProject('.')
  checkViewType(project, await loadPipelines(project, {}))
} catch (error) {
  if (!isPipelineError(error)) throw error
  process.stderr.write(`${error.message} ${error.remedy}\n`)
  process.exitCode = 1
}
