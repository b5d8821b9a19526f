import { defineFaults } from '../../core/errors/define-faults.ts'

const usualVariable: Readonly<Record<string, string>> = {
  'search store': 'SEARCH_URL',
  cache: 'CACHE_URL',
  audit: 'AUDIT_URL',
  notifications: 'NOTIFY_URL',
  'blob store': 'BLOB_URL',
  parking: 'PARK_URL',
  ledger: 'LEDGER_URL',
}

/** Errors of a function's surroundings: URLs and settings. */
export const configFaults = defineFaults({
  'config.url-missing': {
    disposition: 'stop',
    message: (d: { what: string }) =>
      `No URL for the ${d.what} is set${usualVariable[d.what] === undefined ? '' : `; ${usualVariable[d.what]} is where functions look for it`}.`,
    remedy: 'Set that variable to where it is.',
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
  'config.client-missing': {
    disposition: 'stop',
    message: (d: { what: string; client: string }) =>
      `The ${d.what} needs ${d.client}, which is not installed, or was left out when the function was bundled.`,
    remedy: 'npm install that package, and bundle the function again.',
  },
  'aws.url-invalid': {
    disposition: 'stop',
    message: (d: { url: string; expected: string }) =>
      `${JSON.stringify(d.url)} is not of the form ${d.expected}.`,
    remedy: 'Write the URL in that form; what is in capitals is yours to fill in.',
  },
})
