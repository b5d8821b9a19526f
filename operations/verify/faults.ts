import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of comparing sinks with their tables. */
export const verifyFaults = defineFaults({
  'verify.argument-invalid': {
    disposition: 'stop',
    message: (d: { option: string; value: string; allowed: string }) =>
      `${d.option} is ${JSON.stringify(d.value)}, it must be ${d.allowed}.`,
    remedy: 'See `tailrace verify --help`.',
  },
  'verify.function-unknown': {
    disposition: 'stop',
    message: (d: { functionName: string; known: readonly string[] }) =>
      `There is no function ${d.functionName} on a stream; known are ${d.known.join(', ')}.`,
    remedy: 'Give the name of a function of the project, or none for all of them.',
  },
  'verify.table-unknown': {
    disposition: 'stop',
    message: (d: { tableName: string; known: readonly string[] }) =>
      `The functions are on several tables, and ${d.tableName} is none of ${d.known.join(', ')}.`,
    remedy: 'Give one of these, or choose with --function functions that are on one table only.',
  },
  'verify.nothing-to-compare': {
    disposition: 'stop',
    message: (d: { functions: readonly string[]; hasRecords: boolean }) =>
      `No processor of ${d.functions.join(', ')} can be compared${d.hasRecords ? '' : ' with a table alone'}.`,
    remedy:
      'Search indexes and caches that state versions are compared with the table; audits and archives need the records too: --records.',
  },
  'verify.table-unreadable': {
    disposition: 'stop',
    message: (d: { tableName: string; reason: string }) =>
      `Table ${d.tableName} cannot be read: ${d.reason}.`,
    remedy:
      'Look at its name, at AWS_ENDPOINT_URL or AWS_REGION, and at dynamodb:DescribeTable, dynamodb:Scan and dynamodb:GetItem on it.',
  },
  'verify.folder-unwritable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be written: ${d.reason}.`,
    remedy:
      'A comparison puts about 150 bytes for each item and document beside it: make room, then run it again.',
  },
  'verify.resume-unreadable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `Nothing can be resumed from ${d.file}: ${d.reason}.`,
    remedy: 'Give the file that an interrupted run named, or leave --resume out to begin anew.',
  },
  'verify.resume-other': {
    disposition: 'stop',
    message: (d: { file: string; was: string; is: string }) =>
      `${d.file} is of a run over ${d.was}, and this one is over ${d.is}.`,
    remedy: 'Give the same table, functions and options as then, or leave --resume out to begin anew.',
  },
  'verify.records-unreadable': {
    disposition: 'stop',
    message: (d: { place: string; reason: string }) => `${d.place} cannot be read: ${d.reason}.`,
    remedy:
      'Give a file that `tailrace capture` wrote, or a place of such files: file:FOLDER or s3://BUCKET/PREFIX.',
  },
  'verify.records-partial': {
    disposition: 'stop',
    message: (d: { place: string; problem: string }) =>
      `${d.place} does not hold every change since then: ${d.problem}.`,
    remedy:
      'What changed can only be told by all records since the time given: capture anew, or compare the whole table.',
  },
  'verify.writes-refused': {
    disposition: 'stop',
    message: (d: { account: string; region: string; table: string }) =>
      `This would write to the sinks of table ${d.table} in ${d.region} of account ${d.account}.`,
    remedy: 'If that is meant, say so with --allow-writes; --dry-run shows what would be done.',
  },
})
