import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of reading with several queries or scans at once. */
export const queryFaults = defineFaults({
  'query.option-invalid': {
    disposition: 'stop',
    message: (d: { option: string; problem: string }) => `${d.option} ${d.problem}.`,
    remedy: 'See the TSDoc of the option for what it takes.',
  },
  'query.token-invalid': {
    disposition: 'stop',
    message: (d: { problem: string }) => `The scan cannot go on from this token: ${d.problem}.`,
    remedy: 'Resume with the same table, index and number of segments, or begin anew without a token.',
  },
})
