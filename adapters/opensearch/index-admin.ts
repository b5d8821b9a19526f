import { raise } from '../../core/errors/pipeline-error.ts'
import { askForObject } from './ask-engine.ts'
import type { CredentialsProvider } from './authorize.ts'
import * as requests from './engine-request.ts'
import type { CreatedIndex, IndexAdmin, IndexDefinition } from './index-definition.ts'
import { metadataMapping } from './metadata-mapping.ts'
import { searchFaults } from './faults.ts'
import type { OpenSearchConnection } from './opensearch-client.ts'
import { openSearchConnection } from './opensearch-client.ts'
import { engineErrorOf } from './opensearch-failure.ts'
import { askedEngine, namesBehind, numberedNames, reasonFor } from './index-names.ts'
import { nextIndexName } from './next-index-name.ts'
import type { OpenSearchTarget } from './opensearch-target.ts'
import { forgetWriterMark } from './writer-marks.ts'
import { createForRun, describeAlias, dropIndex, rememberDeletions, runOf } from './run-indexes.ts'

const defaultGcDeletes = '1h'

const createIndex = async (
  connection: OpenSearchConnection,
  definition: IndexDefinition,
): Promise<CreatedIndex> => {
  const { alias, properties = {}, dynamic = true, gcDeletes = defaultGcDeletes, settings = {} } = definition
  const isLive = (await namesBehind(connection, alias)).length === 0
  const index = nextIndexName(alias, await numberedNames(connection, alias))
  // Serverless runs its indexes by itself and knows no such setting.
  const own = connection.isServerless ? {} : { 'index.gc_deletes': gcDeletes }
  const body = {
    mappings: { dynamic, properties: { ...properties, ...metadataMapping.properties } },
    settings: { ...own, ...settings },
    ...(isLive && { aliases: { [alias]: {} } }),
  }
  await askedEngine(
    connection,
    askForObject(connection, requests.createIndex(index, body)),
    (error, status) => {
      const type = engineErrorOf(error)?.type
      if (type === 'resource_already_exists_exception')
        return raise(searchFaults, 'search.index-exists', { index })
      if (type === 'invalid_alias_name_exception')
        return raise(searchFaults, 'search.alias-is-index', { alias })
      return status === 400
        ? raise(searchFaults, 'search.definition-refused', { index, reason: reasonFor(error) })
        : undefined
    },
  )
  return { index, isLive }
}

const switchAlias = async (
  connection: OpenSearchConnection,
  alias: string,
  index: string,
): Promise<'applied' | 'unchanged'> => {
  const { sink } = connection
  const before = await namesBehind(connection, alias)
  if (before.length === 1 && before[0] === index) return 'unchanged'
  const removes = before
    .filter(name => name !== index)
    .map(name => ({ remove: { index: name, alias, must_exist: true } }))
  const actions = [...removes, { add: { index, alias } }]
  await askedEngine(
    connection,
    askForObject(connection, requests.updateAliases(actions)),
    (error, status) => {
      const type = engineErrorOf(error)?.type
      if (type === 'invalid_alias_name_exception')
        return raise(searchFaults, 'search.alias-is-index', { alias })
      if (status !== 404) return undefined
      const reason = reasonFor(error)
      return reason.includes(`[${index}]`)
        ? raise(searchFaults, 'search.index-missing', { sink, index, reason })
        : raise(searchFaults, 'search.alias-moved', { alias, reason })
    },
  )
  return 'applied'
}

/**
 * Index management of an OpenSearch. Filling an index is not its business.
 *
 * @throws PipelineError from its functions: `search.index-exists`, `search.alias-is-index`, `search.alias-moved`,
 * `search.index-missing`, `search.definition-refused`, `search.access-denied`, `sink.unavailable`
 */
export const indexAdmin = (target: OpenSearchTarget, credentials?: CredentialsProvider): IndexAdmin => {
  let opening: Promise<OpenSearchConnection> | undefined
  const open = async (): Promise<OpenSearchConnection> =>
    (opening ??= openSearchConnection(target, credentials))
  return {
    createIndex: async definition => createIndex(await open(), definition),
    switchAlias: async (alias, index) => switchAlias(await open(), alias, index),
    describeAlias: async alias => describeAlias(await open(), alias),
    createForRun: async request => createForRun(await open(), request),
    runOf: async index => runOf(await open(), index),
    endRun: async (index, gcDeletes) => rememberDeletions(await open(), index, gcDeletes ?? defaultGcDeletes),
    dropIndex: async index => dropIndex(await open(), index),
    forgetWriter: async alias => forgetWriterMark(await open(), alias),
    close: async () => {
      ;(await opening)?.close()
    },
  }
}
