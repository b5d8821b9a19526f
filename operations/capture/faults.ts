import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of capturing a stream. */
export const captureFaults = defineFaults({
  'capture.argument-invalid': {
    disposition: 'stop',
    message: (d: { option: string; value: string; allowed: string }) =>
      `${d.option} is ${JSON.stringify(d.value)}, it must be ${d.allowed}.`,
    remedy: 'See `tailrace capture --help`.',
  },
  'capture.table-unreadable': {
    disposition: 'stop',
    message: (d: { tableName: string; reason: string }) =>
      `Table ${d.tableName} cannot be read: ${d.reason}.`,
    remedy: 'Look at its name, at AWS_ENDPOINT_URL or AWS_REGION, and at the permission to describe it.',
  },
  'capture.no-stream': {
    disposition: 'stop',
    message: (d: { tableName: string }) => `Table ${d.tableName} has no stream.`,
    remedy: 'Enable one with StreamSpecification; it carries what is written from then on.',
  },
  'capture.stream-unreadable': {
    disposition: 'stop',
    message: (d: { streamArn: string; reason: string }) =>
      `Stream ${d.streamArn} cannot be read to its end: ${d.reason}.`,
    remedy: 'The file holds what was read before, and its manifest says that it is not complete. Try again.',
  },
  'capture.file-unwritable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be written: ${d.reason}.`,
    remedy: 'Name a file in a folder that is there and can be written to.',
  },
})
