import { defineFaults } from '../../core/errors/define-faults.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'

/** Errors of OpenSearch: of its URL, its indexes and what it lets us do. */
export const searchFaults = defineFaults({
  'search.url-invalid': {
    disposition: 'stop',
    message: (d: { url: string; problem: string }) => `${d.url} does not name an OpenSearch: ${d.problem}.`,
    remedy:
      'Write opensearch+https://USER:PASSWORD@HOST:PORT, or opensearch+aws://HOST for OpenSearch Service and Serverless.',
  },
  'search.access-denied': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sink: string; status: number; reason: string }) =>
      `${d.sink} refuses access (${d.status}): ${d.reason}.`,
    remedy:
      'Check user and password in SEARCH_URL, or the role’s IAM policy and the domain’s or collection’s access policy; the records are retried.',
  },
  'search.target-unsupported': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sink: string; found: string }) =>
      `${d.sink} is ${d.found}, which Tailrace cannot write to.`,
    remedy: 'Point SEARCH_URL at OpenSearch 1.0 or newer; the records are retried.',
  },
  'search.index-missing': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sink: string; index: string; reason: string }) =>
      `${d.sink} has no index ${d.index} to write to: ${d.reason}.`,
    remedy:
      'Create it with createIndex, or let the engine create indexes by itself; the records are retried.',
  },
  'search.index-blocked': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sink: string; index: string; reason: string }) =>
      `${d.sink} takes no writes to ${d.index}: ${d.reason}.`,
    remedy: 'Open the index, lift the block or free disk space; the records are retried.',
  },
  'search.pipeline-missing': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sink: string; index: string; reason: string }) =>
      `${d.sink} cannot prepare what is written to ${d.index}: ${d.reason}.`,
    remedy:
      'Create the ingest pipeline that the index names as its default or final one, or take it off its settings; the records are retried.',
  },
  'search.mapping-raced': {
    disposition: 'retry',
    message: (d: { sink: string; id: string; reason: string }) =>
      `${d.sink} could not map ${d.id}: ${d.reason}.`,
    remedy:
      'Two first writers mapped a field differently at the same time; a retry finds the mapping made. Give the index its mappings with createIndex.',
  },
  'search.index-exists': {
    disposition: 'stop',
    message: (d: { index: string }) => `The index ${d.index} was created by somebody else meanwhile.`,
    remedy: 'Look at what it is for, then run createIndex again.',
  },
  'search.alias-is-index': {
    disposition: 'stop',
    message: (d: { alias: string }) => `${d.alias} is an index, so it cannot be an alias.`,
    remedy: 'Use another alias, or delete that index; engines create one by themselves at the first write.',
  },
  'search.alias-moved': {
    disposition: 'stop',
    message: (d: { alias: string; reason: string }) => `The alias ${d.alias} was not switched: ${d.reason}.`,
    remedy:
      'Nothing was changed. Somebody else switched it meanwhile; look at where it points, then try again.',
  },
  'search.definition-refused': {
    disposition: 'stop',
    message: (d: { index: string; reason: string }) => `The index ${d.index} was not created: ${d.reason}.`,
    remedy: 'Mend its mappings or settings.',
  },
  'search.mapping-missing': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sink: string; index: string; reason: string }) =>
      `${d.sink} does not let ${d.index} have the field that versions need: ${d.reason}.`,
    remedy:
      'Map _tailrace as { "type": "object", "enabled": false } yourself, or let the function put mappings; the records wait.',
  },
  'search.mark-unwritable': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sink: string; index: string; reason: string }) =>
      `${d.sink} does not let ${d.index} say who writes: ${d.reason}.`,
    remedy:
      'The function needs to create and write that index: it keeps two tables or regions from writing over each other. The records wait.',
  },
})

/** What an answer of an engine can become. */
export const openSearchFaults = Object.freeze({ ...sinkFaults, ...searchFaults })
