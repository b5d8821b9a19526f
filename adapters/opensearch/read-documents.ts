import { raise } from '../../core/errors/pipeline-error.ts'
import { splitSource } from './metadata-mapping.ts'
import { searchFaults } from './faults.ts'
import type { OpenSearchConnection } from './opensearch-client.ts'
import { answerInTime } from './opensearch-client.ts'
import { requestFault, statusOf } from './opensearch-failure.ts'
import type { Capabilities } from './probe-target.ts'
import { rawElements, rawMembers } from './raw-json.ts'
import { textAnswer } from './text-answer.ts'

const pageSize = 1_000
const keepAlive = '2m'

// The library types a body as an object; its transport sends text as it is.
const searchText = async (connection: OpenSearchConnection, body: string): Promise<string> =>
  textAnswer(connection, connection.client.search({ body: body as unknown as object }, { asStream: true }))

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
  const { client, sink } = connection
  try {
    const request = client.createPit({ index: [index], keep_alive: keepAlive })
    return (await answerInTime(connection, request)).body.pit_id
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw requestFault(sink, error)
  }
}

const refresh = async (connection: OpenSearchConnection, index: string): Promise<void> => {
  try {
    await answerInTime(connection, connection.client.indices.refresh({ index }))
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
  const { client, sink } = connection
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
    await answerInTime(connection, client.deletePit({ body: { pit_id: [pit] } })).catch(() => undefined)
  }
}
