import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of reading captured events back. */
export const replayFaults = defineFaults({
  'replay.input-unreadable': {
    disposition: 'stop',
    message: (d: { file: string; line: number; column: number; problem: string }) =>
      `${d.file}:${d.line}:${d.column}: ${d.problem}.`,
    remedy: 'Give a Lambda event, an array or lines of records, a single record, or an S3 on-failure object.',
  },
})
