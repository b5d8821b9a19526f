import { defineFaults } from './define-faults.ts'

/** Numbers that DynamoDB cannot hold as they are. */
export const numberFaults = defineFaults({
  'store.number-inexact': {
    disposition: 'park',
    message: (d: { path: string; value: number }) =>
      `${d.path} is ${d.value}, which looks like the rest of float arithmetic.`,
    remedy:
      "Compute with addNumbers and multiplyNumbers, write new ExactNumber('…') if you mean all its digits, or give the table the option floats: 'round'.",
  },
  'store.number-out-of-range': {
    disposition: 'park',
    message: (d: { path: string; value: string }) =>
      `${d.path} is ${d.value}, which DynamoDB cannot hold exactly.`,
    remedy: 'A number has at most 38 digits and a magnitude from 1E-130 to 9.99E+125; write others as text.',
  },
})
