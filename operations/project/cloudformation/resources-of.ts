import { isPipelineError, raise } from '../../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../../core/errors/thrown.ts'
import type { Plain } from '../../../engine/plain.ts'
import { projectFaults } from '../faults.ts'
import type { OpenStack } from './stack.ts'

/** Has what goes wrong name the file it is about. */
export const inFile = <T>(file: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (isPipelineError(error)) throw error
    throw raise(projectFaults, 'project.file-unreadable', { file, reason: reasonOf(error) }, { cause: error })
  }
}

/** Of `arn:…:function:NAME:ALIAS` and `NAME:ALIAS` the name. */
export const functionNameIn = (text: string): string =>
  (text.split(':function:').at(-1) ?? text).split(':')[0] ?? text

/** A resource, and the stack that it is in. */
export interface StackResource {
  readonly stack: OpenStack
  readonly logicalId: string
  readonly resource: Plain
}

/** All resources of a type. */
export const resourcesOf = (stacks: readonly OpenStack[], type: string): readonly StackResource[] =>
  stacks.flatMap(stack =>
    inFile(stack.file, () => stack.scope.resources())
      .filter(([, resource]) => resource['Type'] === type)
      .map(([logicalId, resource]) => ({ stack, logicalId, resource })),
  )
