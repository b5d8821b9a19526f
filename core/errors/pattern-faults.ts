import { defineFaults } from './define-faults.ts'

/** Errors of EventBridge's pattern language. */
export const patternFaults = defineFaults({
  'filter.pattern-invalid': {
    disposition: 'stop',
    message: (d: { problem: string }) => `Invalid filter pattern definition. ${d.problem}.`,
    remedy: 'See the operators of EventBridge patterns; leaves are arrays of values or operators.',
  },
})
