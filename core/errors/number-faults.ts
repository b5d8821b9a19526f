import { fault } from './fault.ts'

/** Numbers that DynamoDB cannot hold as they are. */
export const numberFaults = {
  'store.number-inexact': fault<{ path: string; value: number }>({
    disposition: 'park',
    message: d => `${d.path} is ${d.value}, which looks like the rest of float arithmetic.`,
    remedy:
      "Compute with addNumbers and multiplyNumbers, write new ExactNumber('…') if you mean all its digits, or give the table the option floats: 'round'.",
  }),
  'store.number-out-of-range': fault<{ path: string; value: string }>({
    disposition: 'park',
    message: d => `${d.path} is ${d.value}, which DynamoDB cannot hold exactly.`,
    remedy: 'A number has at most 38 digits and a magnitude from 1E-130 to 9.99E+125; write others as text.',
  }),
} as const
