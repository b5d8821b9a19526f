import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of a function's surroundings: URLs and settings. */
export const configFaults = defineFaults({
  'config.url-missing': {
    disposition: 'stop',
    message: (d: { what: string }) => `No URL for the ${d.what} is set.`,
    remedy:
      'Set its environment variable: SEARCH_URL, CACHE_URL, AUDIT_URL, NOTIFY_URL, BLOB_URL, PARK_URL or LEDGER_URL.',
  },
  'config.table-missing': {
    disposition: 'stop',
    message: () => 'No table is named in which dependent items could be found.',
    remedy: 'Set TABLE_NAME.',
  },
  'config.scheme-unknown': {
    disposition: 'stop',
    message: (d: { what: string; url: string; known: readonly string[] }) =>
      `The ${d.what} cannot live at ${JSON.stringify(d.url)}; known are ${d.known.join(', ')}.`,
    remedy: 'Use one of the known schemes, for example sqlite:./search.db or file:./audit.ndjson.',
  },
  'aws.url-invalid': {
    disposition: 'stop',
    message: (d: { url: string; expected: string }) =>
      `${JSON.stringify(d.url)} is not of the form ${d.expected}.`,
    remedy: 'Write the URL in that form; what is in capitals is yours to fill in.',
  },
})
