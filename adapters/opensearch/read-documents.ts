import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { askEngine, askForObject, askForText } from './ask-engine.ts'
import * as requests from './engine-request.ts'
import { splitSource } from './metadata-mapping.ts'
import { searchFaults } from './faults.ts'
import type { OpenSearchConnection } from './opensearch-client.ts'
import { requestFault, statusOf } from './opensearch-failure.ts'
import type { Capabilities } from './probe-target.ts'
import { rawElements, rawMembers } from './raw-json.ts'
import { foundInAnswer } from './found-in-answer.ts'

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

/** An engine answers with what it has where a shard of it does not: documents would seem not to be there. */
const isPart = (answer: ReadonlyMap<string, string>): boolean =>
  answer.get('timed_out') === 'true' ||
  (rawMembers(answer.get('_shards') ?? '{}').get('failed') ?? '0') !== '0'

const hitsIn = (sink: string, text: string): readonly ReadonlyMap<string, string>[] =>
  foundInAnswer(sink, 'a search', () => {
    const answer = rawMembers(text)
    if (isPart(answer))
      throw raise(sinkFaults, 'sink.unavailable', { sink, reason: 'it found a part of the documents only' })
    const hits = rawMembers(answer.get('hits') ?? '{}').get('hits')
    return hits === undefined ? undefined : rawElements(hits).map(rawMembers)
  })

async function* hitsOf(
  connection: OpenSearchConnection,
  pit: string,
): AsyncGenerator<ReadonlyMap<string, string>> {
  const shared = `"size":${pageSize},"track_total_hits":false,"sort":[{"_id":{"order":"asc","unmapped_type":"keyword"}}],"query":{"match_all":{}}`
  const point = `"pit":${JSON.stringify({ id: pit, keep_alive: keepAlive })}`
  let after = ''
  for (;;) {
    const found = await searchText(connection, `{${shared},${point}${after}}`)
    const hits = hitsIn(connection.sink, found)
    yield* hits
    if (hits.length < pageSize) return
    after = `,"search_after":${hits.at(-1)?.get('sort') ?? '[]'}`
  }
}

/** Nothing where there is no such index. */
const openPointInTime = async (
  connection: OpenSearchConnection,
  index: string,
): Promise<string | undefined> => {
  const { sink } = connection
  try {
    const body = await askForObject(connection, requests.openPointInTime(index, keepAlive))
    return foundInAnswer(sink, 'a point in time', () => (body as { readonly pit_id?: string }).pit_id)
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw requestFault(sink, error)
  }
}

const refresh = async (connection: OpenSearchConnection, index: string): Promise<void> => {
  try {
    await askForObject(connection, requests.refreshIndex(index))
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
