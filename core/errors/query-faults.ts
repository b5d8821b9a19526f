import { fault } from './fault.ts'

/** Errors of reading with several queries or scans at once. */
export const queryFaults = {
  'query.option-invalid': fault<{ option: string; problem: string }>({
    disposition: 'stop',
    message: d => `${d.option} ${d.problem}.`,
    remedy: 'See the guides of the table and of queries for what each option takes.',
  }),
  'query.token-invalid': fault<{ problem: string }>({
    disposition: 'stop',
    message: d => `The scan cannot go on from this token: ${d.problem}.`,
    remedy: 'Resume with the same table, index and number of segments, or begin anew without a token.',
  }),
}
