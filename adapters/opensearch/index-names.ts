import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { askEngine } from './ask-engine.ts'
import { getAlias, getIndex } from './engine-request.ts'
import { byAge } from './next-index-name.ts'
import type { OpenSearchConnection } from './opensearch-client.ts'
import { engineErrorOf, reasonGiven, requestFault, statusOf } from './opensearch-failure.ts'

/** What the engine gave as its reason. */
export const reasonFor = (error: unknown): string => {
  const found = engineErrorOf(error)
  return (found === undefined ? String(error) : reasonGiven(found)).replace(/\.$/, '')
}

/** Turns a refusal into what it means here; anything else is the engine's trouble. */
export const askedEngine = async <T>(
  { sink }: OpenSearchConnection,
  request: Promise<T>,
  refusals: (error: unknown, status: number | undefined) => Error | undefined,
): Promise<T> => {
  try {
    return await request
  } catch (error) {
    throw refusals(error, statusOf(error)) ?? requestFault(sink, error)
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * An answer that has an entry for each index, with these fields. A page of a proxy, or of whatever else listens there,
 * says nothing of indexes: least of all that there are none.
 *
 * @throws PipelineError `sink.unavailable`
 */
export const answeredIndexes = (
  { sink }: Pick<OpenSearchConnection, 'sink'>,
  body: unknown,
  fields: readonly string[],
): ReadonlyMap<string, Readonly<Record<string, unknown>>> => {
  const entries = isRecord(body) ? Object.entries(body) : []
  const isSound = ([, entry]: readonly [string, unknown]): boolean =>
    isRecord(entry) && fields.every(field => isRecord(entry[field]))
  if (isRecord(body) && entries.every(isSound))
    return new Map(entries as [string, Readonly<Record<string, unknown>>][])
  throw raise(sinkFaults, 'sink.unavailable', { sink, reason: 'what answers there is no OpenSearch' })
}

/** The indexes that an alias points to. */
export const namesBehind = async (
  connection: OpenSearchConnection,
  alias: string,
): Promise<readonly string[]> => {
  const request = askEngine(connection, getAlias(alias), { mayBeMissing: true })
  const body = await askedEngine(connection, request, () => undefined)
  return body === undefined ? [] : [...answeredIndexes(connection, body, ['aliases']).keys()]
}

/** The indexes `ALIAS-NNN`, the oldest first. A pattern finds those too that another alias of such a name points to. */
export const numberedNames = async (
  connection: OpenSearchConnection,
  alias: string,
): Promise<readonly string[]> => {
  const request = askEngine(connection, getIndex(`${alias}-*`))
  const body = await askedEngine(connection, request, () => undefined)
  const found = [...answeredIndexes(connection, body, ['aliases']).keys()]
  const isOurs = (name: string): boolean =>
    name.startsWith(`${alias}-`) && /^\d+$/.test(name.slice(alias.length + 1))
  return byAge(alias, found.filter(isOurs))
}
