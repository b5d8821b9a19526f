import { raise } from '../../core/errors/pipeline-error.ts'
import { askEngine } from './ask-engine.ts'
import { askRoot } from './engine-request.ts'
import { searchFaults } from './faults.ts'
import type { OpenSearchConnection } from './opensearch-client.ts'
import { requestFault, statusOf } from './opensearch-failure.ts'

/** What a target can do. */
export interface Capabilities {
  /** As the engine names itself; nothing where it may not be asked. */
  readonly version: string | undefined
  /** `_refresh` exists: Serverless shows what was written about ten seconds later, whatever it is asked. */
  readonly canRefresh: boolean
  /** Points in time came with OpenSearch 2.4. */
  readonly hasPointInTime: boolean
}

/** OpenSearch Serverless has no root to ask. */
const serverless: Capabilities = { version: 'serverless', canRefresh: false, hasPointInTime: true }

/** A role that may write documents need not be allowed to read the root. */
const unknown: Capabilities = { version: undefined, canRefresh: true, hasPointInTime: true }

interface Root {
  readonly version?: { readonly number?: string; readonly distribution?: string } | null
}

const capabilitiesOf = (root: Root | null | undefined, sink: string): Capabilities => {
  const { number, distribution = 'elasticsearch' } = root?.version ?? {}
  if (number === undefined)
    throw raise(searchFaults, 'search.target-unsupported', { sink, found: 'no OpenSearch' })
  // A domain in compatibility mode says that it is Elasticsearch 7.10.
  if (distribution !== 'opensearch' && !/^7\./.test(number))
    throw raise(searchFaults, 'search.target-unsupported', { sink, found: `${distribution} ${number}` })
  const hasPointInTime = distribution !== 'opensearch' || !/^(1|2\.[0-3])\./.test(number)
  return { version: `${distribution} ${number}`, canRefresh: true, hasPointInTime }
}

/**
 * Asks a target what it is.
 *
 * @throws PipelineError `search.target-unsupported`, `search.access-denied`, `sink.unavailable`
 */
export const probeTarget = async (
  connection: OpenSearchConnection,
  signal?: AbortSignal,
): Promise<Capabilities> => {
  const { sink, isServerless } = connection
  if (isServerless) return serverless
  try {
    const body = await askEngine(connection, askRoot(), { signal })
    return capabilitiesOf(body as Root | null | undefined, sink)
  } catch (error) {
    if (statusOf(error) === 403) return unknown
    throw requestFault(sink, error)
  }
}
