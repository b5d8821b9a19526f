import { defineFaults } from '../../core/errors/define-faults.ts'

/** How many dependents of a removed item were left, and why. */
export interface LeftDependents {
  /** What tells a generation stands in the parent that lives now, in a form that is understood. */
  readonly isParentKnown: boolean
  /** Path of what tells it in dependents. */
  readonly path: string
  /** Nothing stands there. */
  readonly without: number
  /** What stands there decides nothing. */
  readonly undecided: number
  /** They were written again and again meanwhile. */
  readonly changing: number
}

const reasonsOf = ({ isParentKnown, path, without, undecided, changing }: LeftDependents): string =>
  [
    ...(without > 0 ? [`${without} have no ${path}`] : []),
    ...(undecided > 0 ? [`of ${undecided} it does not decide`] : []),
    ...(changing > 0 ? [`${changing} were written meanwhile`] : []),
    ...(isParentKnown ? [] : ['the parent that lives now has none that tells']),
  ].join(', ')

/** Errors of taking dependents along with a removed item. */
export const cleanupFaults = defineFaults({
  'cleanup.generation-unknown': {
    disposition: 'park',
    message: (d: LeftDependents) =>
      `The item was created anew, and dependents were left that may be the new one's: ${reasonsOf(d)}.`,
    remedy:
      'Remove what is not wanted, or give parent and dependents a createdAt (ISO 8601 or epoch) or a generationAttribute, then redrive.',
  },
  'cleanup.parent-changing': {
    disposition: 'retry',
    message: (d: { tries: number }) =>
      `The item was created and removed ${d.tries} times while its dependents were looked at.`,
    remedy: 'The record is tried again. Look at who removes and creates the item over and over.',
  },
  'cleanup.option-invalid': {
    disposition: 'stop',
    message: (d: { option: string; problem: string }) => `Option ${d.option} of cleanup ${d.problem}.`,
    remedy: 'See the TSDoc of CleanupOptions.',
  },
})
