import { fault } from './fault.ts'

/** Errors of a search engine: of its URL, of what it is asked for, of its indexes. */
export const searchFaults = {
  'search.url-invalid': fault<{ url: string; problem: string }>({
    disposition: 'stop',
    message: d => `${d.url} does not name an OpenSearch: ${d.problem}.`,
    remedy:
      'Write opensearch+https://USER:PASSWORD@HOST:PORT, or opensearch+aws://HOST for OpenSearch Service and Serverless.',
  }),
  'search.access-denied': fault<{ sink: string; status: number; reason: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `${d.sink} refuses access (${d.status}): ${d.reason}.`,
    remedy:
      'Check user and password in SEARCH_URL, or the role’s IAM policy and the domain’s or collection’s access policy; the records are retried.',
  }),
  'search.target-unsupported': fault<{ sink: string; found: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `${d.sink} is ${d.found}, which Tailrace cannot write to.`,
    remedy: 'Point SEARCH_URL at OpenSearch 1.0 or newer; the records are retried.',
  }),
  'search.index-missing': fault<{ sink: string; index: string; reason: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `${d.sink} has no index ${d.index} to write to: ${d.reason}.`,
    remedy:
      'Create it with createIndex, or let the engine create indexes by itself; the records are retried.',
  }),
  'search.index-blocked': fault<{ sink: string; index: string; reason: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `${d.sink} takes no writes to ${d.index}: ${d.reason}.`,
    remedy: 'Open the index, lift the block or free disk space; the records are retried.',
  }),
  'search.pipeline-missing': fault<{ sink: string; index: string; reason: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `${d.sink} cannot prepare what is written to ${d.index}: ${d.reason}.`,
    remedy:
      'Create the ingest pipeline that the index names as its default or final one, or take it off its settings; the records are retried.',
  }),
  'search.mapping-raced': fault<{ sink: string; id: string; reason: string }>({
    disposition: 'retry',
    message: d => `${d.sink} could not map ${d.id}: ${d.reason}.`,
    remedy:
      'Two first writers mapped a field differently at the same time; a retry finds the mapping made. Give the index its mappings with createIndex.',
  }),
  'search.index-exists': fault<{ index: string }>({
    disposition: 'stop',
    message: d => `The index ${d.index} was created by somebody else meanwhile.`,
    remedy: 'Look at what it is for, then run createIndex again.',
  }),
  'search.alias-is-index': fault<{ alias: string }>({
    disposition: 'stop',
    message: d => `${d.alias} is an index, so it cannot be an alias.`,
    remedy: 'Use another alias, or delete that index; engines create one by themselves at the first write.',
  }),
  'search.alias-moved': fault<{ alias: string; reason: string }>({
    disposition: 'stop',
    message: d => `The alias ${d.alias} was not switched: ${d.reason}.`,
    remedy:
      'Nothing was changed. Somebody else switched it meanwhile; look at where it points, then try again.',
  }),
  'search.definition-refused': fault<{ index: string; reason: string }>({
    disposition: 'stop',
    message: d => `The index ${d.index} was not created: ${d.reason}.`,
    remedy: 'Mend its mappings or settings.',
  }),
}
