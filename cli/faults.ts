import { defineFaults } from '../core/errors/define-faults.ts'

/** Errors of what a command is given. */
export const commandFaults = defineFaults({
  'match.arguments': {
    disposition: 'stop',
    message: (d: { problem: string }) => `tailrace match ${d.problem}.`,
    remedy: 'Give --pattern FILE and --event FILE, or --stdin alone.',
  },
  'match.file-unreadable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be read: ${d.reason}.`,
    remedy: 'Give a file of JSON, or - for what comes on stdin.',
  },
})
