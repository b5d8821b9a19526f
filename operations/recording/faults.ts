import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of writing and opening recordings. */
export const recordingFaults = defineFaults({
  'recording.file-exists': {
    disposition: 'stop',
    message: (d: { file: string }) => `${d.file} is there already, and a recording replaces nothing.`,
    remedy: 'Name another file with --record, or delete this one.',
  },
  'recording.file-unwritable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be written: ${d.reason}.`,
    remedy: 'Name a file in a folder that is there, can be written to and has room.',
  },
  'recording.redact-alone': {
    disposition: 'stop',
    message: () => '--redact says what a recording leaves out, and nothing is recorded.',
    remedy: 'Give --record FILE as well.',
  },
  'recording.file-unreadable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be read: ${d.reason}.`,
    remedy: 'Name a file that `tailrace dev --record FILE` wrote.',
  },
  'recording.unknown': {
    disposition: 'stop',
    message: (d: { file: string; problem: string }) => `${d.file} is no recording: ${d.problem}.`,
    remedy: 'Name a file that `tailrace dev --record FILE` wrote.',
  },
  'recording.other-version': {
    disposition: 'stop',
    message: (d: { file: string; version: string; tool: string; known: number }) =>
      `${d.file} is a recording of format ${d.version}, by ${d.tool}; this version reads format ${d.known}.`,
    remedy: 'Open it with the version of tailrace that wrote it.',
  },
})
