import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import type { CreatedIndex, IndexAdmin, IndexDefinition } from './index-definition.ts'
import { metadataMapping } from './metadata-mapping.ts'
import { searchFaults } from './faults.ts'
import type { CredentialsProvider, OpenSearchConnection } from './opensearch-client.ts'
import { answerInTime, openSearchConnection } from './opensearch-client.ts'
import { engineErrorOf, reasonGiven, requestFault, statusOf } from './opensearch-failure.ts'
import type { OpenSearchTarget } from './opensearch-target.ts'
import { forgetWriterMark } from './writer-marks.ts'

const defaultGcDeletes = '1h'

/** Numbers are padded so that names sort by age. */
const nextName = (alias: string, names: readonly string[]): string => {
  const numbers = names.map(name => Number(/-(\d+)$/.exec(name)?.[1] ?? 0))
  return `${alias}-${String(Math.max(0, ...numbers) + 1).padStart(3, '0')}`
}

const reasonFor = (error: unknown): string => {
  const found = engineErrorOf(error)
  return (found === undefined ? String(error) : reasonGiven(found)).replace(/\.$/, '')
}

/** Turns a refusal into what it means here; anything else is the engine's trouble. */
const asked = async <T>(
  { sink }: OpenSearchConnection,
  request: Promise<T>,
  refusals: (error: unknown, status: number | undefined) => Error | undefined,
): Promise<T> => {
  try {
    return await request
  } catch (error) {
    if (isPipelineError(error)) throw error
    throw refusals(error, statusOf(error)) ?? requestFault(sink, error)
  }
}

const namesBehind = async (connection: OpenSearchConnection, alias: string): Promise<readonly string[]> => {
  const request = connection.client.indices.getAlias({ name: [alias] }, { ignore: [404] })
  const answer = await asked(connection, answerInTime(connection, request), () => undefined)
  return answer.statusCode === 404 ? [] : Object.keys(answer.body)
}

const numberedNames = async (connection: OpenSearchConnection, alias: string): Promise<readonly string[]> => {
  const request = connection.client.indices.get({ index: [`${alias}-*`] })
  const { body } = await asked(connection, answerInTime(connection, request), () => undefined)
  return Object.keys(body).filter(name => /^\d+$/.test(name.slice(alias.length + 1)))
}

const createIndex = async (
  connection: OpenSearchConnection,
  definition: IndexDefinition,
): Promise<CreatedIndex> => {
  const { alias, properties = {}, dynamic = true, gcDeletes = defaultGcDeletes, settings = {} } = definition
  const isLive = (await namesBehind(connection, alias)).length === 0
  const index = nextName(alias, await numberedNames(connection, alias))
  // Serverless runs its indexes by itself and knows no such setting.
  const own = connection.isServerless ? {} : { 'index.gc_deletes': gcDeletes }
  const body = {
    mappings: { dynamic, properties: { ...properties, ...metadataMapping.properties } },
    settings: { ...own, ...settings },
    ...(isLive && { aliases: { [alias]: {} } }),
  }
  await asked(
    connection,
    answerInTime(connection, connection.client.indices.create({ index, body })),
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
  const { client, sink } = connection
  const before = await namesBehind(connection, alias)
  if (before.length === 1 && before[0] === index) return 'unchanged'
  const removes = before
    .filter(name => name !== index)
    .map(name => ({ remove: { index: name, alias, must_exist: true } }))
  const body = { actions: [...removes, { add: { index, alias } }] }
  await asked(
    connection,
    answerInTime(connection, client.indices.updateAliases({ body })),
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
    forgetWriter: async alias => forgetWriterMark(await open(), alias),
    close: async () => {
      await (await opening)?.client.close()
    },
  }
}
