import { defineFaults } from '../core/errors/define-faults.ts'

/** Errors of what a command is given. */
export const commandFaults = defineFaults({
  'match.arguments': {
    disposition: 'stop',
    message: (d: { problem: string }) => `tailrace match ${d.problem}.`,
    remedy: 'Give --pattern FILE and --event FILE, or --stdin alone.',
  },
  'command.endpoint-invalid': {
    disposition: 'stop',
    message: (d: { endpoint: string }) => `--endpoint is ${JSON.stringify(d.endpoint)}, which is no URL.`,
    remedy: 'Give one as http://127.0.0.1:4566.',
  },
  'status.nothing-runs': {
    disposition: 'stop',
    message: (d: { folder: string }) => `No tailrace dev runs in ${d.folder}.`,
    remedy: 'Start it there, or go to the folder of the project that runs.',
  },
  'filters.stale': {
    disposition: 'stop',
    message: (d: { file: string }) => `${d.file} is stale: it is not what the processors' filters give.`,
    remedy: 'Run the command without --check, and deploy what it writes.',
  },
  'filters.file-missing': {
    disposition: 'stop',
    message: () => '--check needs a file to compare with.',
    remedy: 'Name it with --out.',
  },
  'filters.file-unwritable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be written: ${d.reason}.`,
    remedy: 'Name a file in a folder that is there and can be written to.',
  },
  'match.file-unreadable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be read: ${d.reason}.`,
    remedy: 'Give a file of JSON, or - for what comes on stdin.',
  },
})
