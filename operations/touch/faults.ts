import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of touching items. */
export const touchFaults = defineFaults({
  'touch.argument-invalid': {
    disposition: 'stop',
    message: (d: { option: string; value: string; allowed: string }) =>
      `${d.option} is ${JSON.stringify(d.value)}, it must be ${d.allowed}.`,
    remedy: 'See `tailrace touch --help`.',
  },
  'touch.table-unreadable': {
    disposition: 'stop',
    message: (d: { tableName: string; reason: string }) =>
      `Table ${d.tableName} cannot be touched: ${d.reason}.`,
    remedy:
      'Look at its name, at AWS_ENDPOINT_URL or AWS_REGION, and at dynamodb:DescribeTable, dynamodb:Scan and dynamodb:UpdateItem on it.',
  },
  'touch.stream-missing': {
    disposition: 'stop',
    message: (d: { tableName: string }) =>
      `Table ${d.tableName} has no stream, so a touch would tell nobody.`,
    remedy: 'Turn its stream on and let the functions read it.',
  },
  'touch.attribute-taken': {
    disposition: 'stop',
    message: (d: { tableName: string; attribute: string; by: string }) =>
      `${d.attribute} of ${d.tableName} belongs to ${d.by}, so it is not written over.`,
    remedy: 'Name another one with --attribute, which no item has.',
  },
  'touch.cap-reached': {
    disposition: 'stop',
    message: (d: { tableName: string; touched: number; most: number }) =>
      `${d.touched} items of ${d.tableName} are touched, and at most ${d.most} may be.`,
    remedy: 'Allow more with --max-items, and go on with --resume.',
  },
  'touch.state-unreadable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `Nothing can be resumed from ${d.file}: ${d.reason}.`,
    remedy: 'Give the file that an interrupted run named, or leave --resume out to touch all items anew.',
  },
  'touch.state-unwritable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be written: ${d.reason}.`,
    remedy: 'Make room, then run the same command with --resume.',
  },
  'touch.state-other': {
    disposition: 'stop',
    message: (d: { file: string; was: string; is: string }) =>
      `${d.file} is of a run over ${d.was}, and this one is over ${d.is}.`,
    remedy: 'Give the same table and attributes as then.',
  },
  'touch.writes-refused': {
    disposition: 'stop',
    message: (d: { account: string; region: string; table: string }) =>
      `This would write to every item of table ${d.table} in ${d.region} of account ${d.account}.`,
    remedy: 'If that is meant, say so with --allow-writes; --dry-run shows what would be done.',
  },
})
