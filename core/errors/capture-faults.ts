import { fault } from './fault.ts'

/** Errors of capturing a stream. */
export const captureFaults = {
  'capture.argument-invalid': fault<{ option: string; value: string; allowed: string }>({
    disposition: 'stop',
    message: d => `${d.option} is ${JSON.stringify(d.value)}, it must be ${d.allowed}.`,
    remedy: 'See `tailrace capture --help`.',
  }),
  'capture.table-unreadable': fault<{ tableName: string; reason: string }>({
    disposition: 'stop',
    message: d => `Table ${d.tableName} cannot be read: ${d.reason}.`,
    remedy: 'Look at its name, at AWS_ENDPOINT_URL or AWS_REGION, and at the permission to describe it.',
  }),
  'capture.no-stream': fault<{ tableName: string }>({
    disposition: 'stop',
    message: d => `Table ${d.tableName} has no stream.`,
    remedy: 'Enable one with StreamSpecification; it carries what is written from then on.',
  }),
  'capture.stream-unreadable': fault<{ streamArn: string; reason: string }>({
    disposition: 'stop',
    message: d => `Stream ${d.streamArn} cannot be read to its end: ${d.reason}.`,
    remedy: 'The file holds what was read before, and its manifest says that it is not complete. Try again.',
  }),
  'capture.file-unwritable': fault<{ file: string; reason: string }>({
    disposition: 'stop',
    message: d => `${d.file} cannot be written: ${d.reason}.`,
    remedy: 'Name a file in a folder that is there and can be written to.',
  }),
}
