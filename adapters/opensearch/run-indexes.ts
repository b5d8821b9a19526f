import { raise } from '../../core/errors/pipeline-error.ts'
import { askEngine, askForObject } from './ask-engine.ts'
import * as requests from './engine-request.ts'
import { searchFaults } from './faults.ts'
import type { AliasDescription, RunIndexRequest } from './index-definition.ts'
import { answeredIndexes, askedEngine, namesBehind, numberedNames, reasonFor } from './index-names.ts'
import { nextIndexName } from './next-index-name.ts'
import { metadataMapping } from './metadata-mapping.ts'
import type { OpenSearchConnection } from './opensearch-client.ts'
import { engineErrorOf } from './opensearch-failure.ts'

/** Longer than a run, its interruptions included; what it costs is memory for each deletion. */
const rememberedInRun = '7d'

/** Where an index says what run it is for. */
const runField = 'tailrace_run'

interface Described {
  readonly aliases: Readonly<Record<string, unknown>>
  readonly mappings: Readonly<Record<string, unknown>> & {
    readonly properties?: Readonly<Record<string, unknown>>
    readonly _meta?: Readonly<Record<string, unknown>>
  }
  readonly settings: { readonly index?: Readonly<Record<string, unknown>> }
}

const describe = async (
  connection: OpenSearchConnection,
  index: string,
): Promise<ReadonlyMap<string, Described>> => {
  const request = askEngine(connection, requests.getIndex(index), { mayBeMissing: true })
  const body = await askedEngine(connection, request, () => undefined)
  if (body === undefined) return new Map()
  const fields = ['aliases', 'mappings', 'settings']
  return answeredIndexes(connection, body, fields) as ReadonlyMap<string, unknown> as ReadonlyMap<
    string,
    Described
  >
}

/** What stands behind an alias. */
export const describeAlias = async (
  connection: OpenSearchConnection,
  alias: string,
): Promise<AliasDescription> => {
  const live = await namesBehind(connection, alias)
  const named = await describe(connection, alias)
  const names = await numberedNames(connection, alias)
  const numbered: { index: string; aliases: readonly string[] }[] = []
  for (const index of names)
    for (const [name, { aliases }] of await describe(connection, index))
      numbered.push({ index: name, aliases: Object.keys(aliases) })
  const remembered = [...named.values()][0]?.settings.index?.['gc_deletes']
  return {
    isIndex: named.has(alias),
    live,
    numbered,
    next: nextIndexName(alias, names),
    ...(typeof remembered === 'string' && { gcDeletes: remembered }),
  }
}

/** What an engine gives to each index by itself, and what a copy was made from. */
const ofTheIndexItself = [
  'uuid',
  'version',
  'provided_name',
  'creation_date',
  'resize',
  'blocks',
  'gc_deletes',
  'history',
  'verified_before_close',
  'replication',
]

const settingsOf = (live: Described | undefined): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(live?.settings.index ?? {}).filter(([name]) => !ofTheIndexItself.includes(name)),
  )

/**
 * Creates an index for a run, or finds that it did so before it was interrupted.
 *
 * @throws PipelineError `search.index-exists`, `search.definition-refused`, `sink.unavailable` and the like
 */
export const createForRun = async (
  connection: OpenSearchConnection,
  { alias, index, run, given = {} }: RunIndexRequest,
): Promise<'created' | 'there'> => {
  const found = await runOf(connection, index)
  if (found === run) return 'there'
  if (found !== undefined) throw raise(searchFaults, 'search.index-exists', { index })
  const live = [...(await describe(connection, alias)).values()][0]
  const mappings: Described['mappings'] = given.mappings ?? live?.mappings ?? {}
  const remembered = connection.isServerless ? {} : { gc_deletes: rememberedInRun }
  const body = {
    mappings: {
      ...mappings,
      properties: { ...mappings.properties, ...metadataMapping.properties },
      _meta: { ...mappings._meta, [runField]: run },
    },
    settings: { index: { ...settingsOf(live), ...remembered }, ...given.settings },
  }
  const request = askForObject(connection, requests.createIndex(index, body))
  await askedEngine(connection, request, (error, status) => {
    if (engineErrorOf(error)?.type === 'resource_already_exists_exception')
      return raise(searchFaults, 'search.index-exists', { index })
    return status === 400
      ? raise(searchFaults, 'search.definition-refused', { index, reason: reasonFor(error) })
      : undefined
  })
  return 'created'
}

/** The run that an index was made for. */
export const runOf = async (connection: OpenSearchConnection, index: string): Promise<string | undefined> => {
  const found = (await describe(connection, index)).get(index)
  const run = found?.mappings._meta?.[runField]
  return found && (typeof run === 'string' ? run : '')
}

/** Serverless knows no such setting. */
export const rememberDeletions = async (
  connection: OpenSearchConnection,
  index: string,
  time: string,
): Promise<void> => {
  if (connection.isServerless) return
  const request = requests.putSettings(index, { index: { gc_deletes: time } })
  await askedEngine(connection, askForObject(connection, request), () => undefined)
}

/** Deletes an index. */
export const dropIndex = async (
  connection: OpenSearchConnection,
  index: string,
): Promise<'applied' | 'unchanged'> => {
  const request = askForObject(connection, requests.deleteIndex(index), { mayBeMissing: true })
  const body = await askedEngine(connection, request, () => undefined)
  return body === undefined ? 'unchanged' : 'applied'
}
