import { raise } from '../../core/errors/pipeline-error.ts'
import { projectFaults } from './faults.ts'
import type { FoundFunction } from './found-project.ts'

/** Functions whose code is here, and a line for each whose code is not. */
export interface WithoutImages {
  readonly functions: readonly FoundFunction[]
  readonly notes: readonly string[]
}

/**
 * Leaves out the functions that are container images: what they start is in the image.
 *
 * @throws PipelineError `project.code-elsewhere` where nothing is left
 */
export const withoutImages = (found: readonly FoundFunction[]): WithoutImages => {
  const images = found.filter(({ isImage }) => isImage)
  const functions = found.filter(({ isImage }) => !isImage)
  const [first] = images
  if (first !== undefined && functions.length === 0)
    throw raise(projectFaults, 'project.code-elsewhere', {
      functionName: first.functionName,
      what: 'is in a container image',
    })
  const notes = images.map(
    ({ functionName }) =>
      `${functionName} is left out: its code is in a container image. To run it here, name its handler under functions in tailrace.config.ts.`,
  )
  return { functions, notes }
}
