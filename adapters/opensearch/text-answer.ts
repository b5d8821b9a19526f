import type { Readable } from 'node:stream'
import { addAbortSignal } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Abortable, OpenSearchConnection } from './opensearch-client.ts'
import { answerInTime } from './opensearch-client.ts'
import { requestFault } from './opensearch-failure.ts'

interface Streamed {
  readonly statusCode: number | null
  readonly body: unknown
}

const bodyOf = (found: string): unknown => {
  try {
    return JSON.parse(found)
  } catch {
    return found
  }
}

/**
 * The answer to a request made with `asStream`, as text: the client would read its numbers into JS ones.
 *
 * @throws PipelineError `sink.unavailable` and the like
 */
export const textAnswer = async (
  connection: OpenSearchConnection,
  request: Abortable<Streamed>,
  signal?: AbortSignal,
): Promise<string> => {
  try {
    const answer = await answerInTime(connection, request, signal)
    const stream = addAbortSignal(AbortSignal.timeout(connection.timeoutMs), answer.body as Readable)
    const found = await text(stream)
    if (answer.statusCode === 200) return found
    throw requestFault(connection.sink, { statusCode: answer.statusCode, body: bodyOf(found) })
  } catch (error) {
    throw requestFault(connection.sink, error)
  }
}
