import { raise } from '../../core/errors/pipeline-error.ts'
import { askEngine, askForText } from './ask-engine.ts'
import * as requests from './engine-request.ts'
import { splitSource } from './metadata-mapping.ts'
import { searchFaults } from './faults.ts'
import type { OpenSearchConnection } from './opensearch-client.ts'
import { requestFault, statusOf } from './opensearch-failure.ts'
import type { Capabilities } from './probe-target.ts'
import { rawElements, rawMembers } from './raw-json.ts'

const pageSize = 1_000
const keepAlive = '2m'

/** A page is large, and comes as slowly as it may: nobody but tools waits for it. */
const searchText = async (connection: OpenSearchConnection, body: string): Promise<string> => {
  const timeoutMs = 2 * connection.timeoutMs
  try {
    return await askForText(connection, requests.search(body), { timeoutMs })
  } catch (error) {
    throw requestFault(connection.sink, error)
  }
}

async function* hitsOf(
  connection: OpenSearchConnection,
  pit: string,
): AsyncGenerator<ReadonlyMap<string, string>> {
  const shared = `"size":${pageSize},"track_total_hits":false,"sort":[{"_id":{"order":"asc","unmapped_type":"keyword"}}],"query":{"match_all":{}}`
  const point = `"pit":${JSON.stringify({ id: pit, keep_alive: keepAlive })}`
  let after = ''
  for (;;) {
    const found = await searchText(connection, `{${shared},${point}${after}}`)
    const hits = rawElements(rawMembers(rawMembers(found).get('hits') ?? '{}').get('hits') ?? '[]')
    for (const hit of hits) {
      const members = rawMembers(hit)
      yield members
      after = `,"search_after":${members.get('sort') ?? '[]'}`
    }
    if (hits.length < pageSize) return
  }
}

/** Nothing where there is no such index. */
const openPointInTime = async (
  connection: OpenSearchConnection,
  index: string,
): Promise<string | undefined> => {
  const { sink } = connection
  try {
    const body = await askEngine(connection, requests.openPointInTime(index, keepAlive))
    return (body as { readonly pit_id?: string }).pit_id
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw requestFault(sink, error)
  }
}

const refresh = async (connection: OpenSearchConnection, index: string): Promise<void> => {
  try {
    await askEngine(connection, requests.refreshIndex(index))
  } catch (error) {
    if (statusOf(error) !== 404) throw requestFault(connection.sink, error)
  }
}

/**
 * All documents of an index as of now, each as the text that was written. A point in time keeps the pages together
 * while others write.
 *
 * @throws PipelineError `sink.unavailable`, `search.access-denied`, `search.target-unsupported`
 */
export async function* readDocuments(
  connection: OpenSearchConnection,
  { version = 'of unknown version', canRefresh, hasPointInTime }: Capabilities,
  index: string,
): AsyncGenerator<readonly [id: string, document: string]> {
  const { sink } = connection
  if (!hasPointInTime)
    throw raise(searchFaults, 'search.target-unsupported', {
      sink,
      found: `${version}, older than the 2.4 that reading needs`,
    })
  if (canRefresh) await refresh(connection, index)
  const pit = await openPointInTime(connection, index)
  if (pit === undefined) return
  try {
    for await (const hit of hitsOf(connection, pit))
      yield [JSON.parse(hit.get('_id') ?? '""') as string, splitSource(hit.get('_source') ?? '{}').document]
  } finally {
    await askEngine(connection, requests.closePointInTime(pit)).catch(() => undefined)
  }
}
