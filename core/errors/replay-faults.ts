import { fault } from './fault.ts'

/** Errors of reading captured events back. */
export const replayFaults = {
  'replay.input-unreadable': fault<{ file: string; line: number; column: number; problem: string }>({
    disposition: 'stop',
    message: d => `${d.file}:${d.line}:${d.column}: ${d.problem}.`,
    remedy: 'Give a Lambda event, an array or lines of records, a single record, or an S3 on-failure object.',
  }),
}
