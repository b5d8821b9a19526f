import { fault } from './fault.ts'

/** Errors of what `tailrace match` is given. */
export const matchFaults = {
  'match.arguments': fault<{ problem: string }>({
    disposition: 'stop',
    message: d => `tailrace match ${d.problem}.`,
    remedy: 'Give --pattern FILE and --event FILE, or --stdin alone.',
  }),
  'match.file-unreadable': fault<{ file: string; reason: string }>({
    disposition: 'stop',
    message: d => `${d.file} cannot be read: ${d.reason}.`,
    remedy: 'Give a file of JSON, or - for what comes on stdin.',
  }),
  'match.line-unreadable': fault<{ line: number; problem: string }>({
    disposition: 'stop',
    message: d => `Line ${d.line} is not JSON: ${d.problem}.`,
    remedy: 'Give one object a line: {"id","pattern","event"}.',
  }),
}
