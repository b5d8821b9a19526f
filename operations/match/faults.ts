import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of the records that a pattern is tried on. */
export const matchFaults = defineFaults({
  'match.line-unreadable': {
    disposition: 'stop',
    message: (d: { line: number; problem: string }) => `Line ${d.line} is not JSON: ${d.problem}.`,
    remedy: 'Give one object a line: {"id","pattern","event"}.',
  },
})
