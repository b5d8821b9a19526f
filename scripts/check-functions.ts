// Refuses what no deployment could mend: a stream without the images that processors need, and functions that keep
// one index. A step of `npm run package`.
import { isPipelineError } from '../core/errors/pipeline-error.ts'
import { checkFunctions } from '../operations/project/check-functions.ts'
import { functionEnv } from '../operations/project/function-environment.ts'
import { loadPipelines, readProject } from '../operations/project/read-project.ts'

try {
  const project = await readProject('.', process.env)
  const registries = await loadPipelines(project, each =>
    functionEnv(each, { process: process.env, run: {} }),
  )
  checkFunctions(project, registries)
} catch (error) {
  if (!isPipelineError(error)) throw error
  process.stderr.write(`${error.message} ${error.remedy}\n`)
  process.exitCode = 1
}
