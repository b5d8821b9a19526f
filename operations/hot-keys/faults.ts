import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of finding hot keys. */
export const hotKeyFaults = defineFaults({
  'hotkeys.source-unclear': {
    disposition: 'stop',
    message: (d: { given: readonly string[] }) =>
      d.given.length === 0
        ? 'Nothing is named to look at.'
        : `${d.given.join(' and ')} cannot be given together.`,
    remedy:
      'Give captured files, or --table NAME, or --stream ARN; --insights and --enable-insights need --table.',
  },
  'hotkeys.argument-invalid': {
    disposition: 'stop',
    message: (d: { option: string; value: string; allowed: string }) =>
      `${d.option} is ${JSON.stringify(d.value)}, it must be ${d.allowed}.`,
    remedy: 'See `tailrace hot-keys --help`.',
  },
  'hotkeys.table-unreadable': {
    disposition: 'stop',
    message: (d: { tableName: string; reason: string }) =>
      `Table ${d.tableName} cannot be read: ${d.reason}.`,
    remedy:
      'Look at its name, at AWS_ENDPOINT_URL or AWS_REGION, and at the permissions to describe it and its stream.',
  },
  'hotkeys.no-stream': {
    disposition: 'stop',
    message: (d: { tableName: string }) => `Table ${d.tableName} has no stream, so nobody saw its writes.`,
    remedy: 'Enable one with StreamSpecification, or look at Contributor Insights with --insights.',
  },
  'hotkeys.stream-unreadable': {
    disposition: 'stop',
    message: (d: { streamArn: string; reason: string }) =>
      `Stream ${d.streamArn} cannot be read to its end: ${d.reason}.`,
    remedy: 'A part of a stream says nothing about the whole, so nothing is printed. Try again.',
  },
  'hotkeys.file-unreadable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be read: ${d.reason}.`,
    remedy: 'Give a file that `tailrace capture` wrote.',
  },
  'hotkeys.no-changes': {
    disposition: 'stop',
    message: (d: { place: string }) => `No change with a key was found in ${d.place}.`,
    remedy: 'A stream keeps changes for a day; with --partition-key, look at the name of the key.',
  },
  'hotkeys.insights-off': {
    disposition: 'stop',
    message: (d: { tableName: string; status: string }) =>
      `Contributor Insights of table ${d.tableName} and its indexes are ${d.status}.`,
    remedy:
      'Turn them on with --enable-insights throttled (or accessed) --allow-writes; they cost for each event, from then on.',
  },
})
