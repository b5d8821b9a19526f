import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of what the page asks for. */
export const inspectorFaults = defineFaults({
  'inspector.read-only': {
    disposition: 'stop',
    message: (d: { endpoint: string }) => `Nothing is written to ${d.endpoint}: this run did not start it.`,
    remedy: 'Start dev with --allow-writes if these tables may be changed.',
  },
  'inspector.recorded': {
    disposition: 'stop',
    message: (d: { file: string }) => `This is the recording ${d.file}, in which nothing runs.`,
    remedy: 'Start tailrace dev in the project for what acts, or for what a recording does not hold.',
  },
  'inspector.request-invalid': {
    disposition: 'stop',
    message: (d: { what: string; problem: string }) => `${d.what} cannot be used: ${d.problem}.`,
    remedy: 'Correct it and try again; nothing was changed.',
  },
  'inspector.item-changed': {
    disposition: 'stop',
    message: () => 'The item is not any more what is shown, and was not changed.',
    remedy: 'Look at it anew and decide again.',
  },
  'inspector.not-kept': {
    disposition: 'stop',
    message: (d: { what: string }) => `${d.what} is not kept any more.`,
    remedy: 'The newest are kept; capture records that are to last.',
  },
})
