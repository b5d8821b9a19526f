import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import type { OpenSearchConnection } from './opensearch-client.ts'
import { answerInTime } from './opensearch-client.ts'
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
    if (isPipelineError(error)) throw error
    throw refusals(error, statusOf(error)) ?? requestFault(sink, error)
  }
}

/** The indexes that an alias points to. */
export const namesBehind = async (
  connection: OpenSearchConnection,
  alias: string,
): Promise<readonly string[]> => {
  const request = connection.client.indices.getAlias({ name: [alias] }, { ignore: [404] })
  const answer = await askedEngine(connection, answerInTime(connection, request), () => undefined)
  return answer.statusCode === 404 ? [] : Object.keys(answer.body)
}

/** The indexes `ALIAS-NNN`. */
export const numberedNames = async (
  connection: OpenSearchConnection,
  alias: string,
): Promise<readonly string[]> => {
  const request = connection.client.indices.get({ index: [`${alias}-*`] })
  const { body } = await askedEngine(connection, answerInTime(connection, request), () => undefined)
  return Object.keys(body).filter(name => /^\d+$/.test(name.slice(alias.length + 1)))
}
