import type { IncomingHttpHeaders } from 'node:http'
import type { WholeAnswer } from '../http/send-request.ts'
import type { EngineRequest } from './engine-request.ts'
import type { OpenSearchConnection } from './opensearch-client.ts'

/** How an answer is waited for, and what is one. */
export interface AskOptions {
  readonly signal?: AbortSignal | undefined
  /** How long the whole answer may take, in milliseconds. @defaultValue what the connection allows */
  readonly timeoutMs?: number
  /** That there is no such thing is an answer too: nothing. */
  readonly mayBeMissing?: boolean
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** What the answer is in that nobody asked to be packed; something between may do it unasked. */
const unpacked = async (bytes: Buffer, encoding = ''): Promise<Buffer> => {
  if (!/gzip|deflate/i.test(encoding)) return bytes
  const { unzip } = process.getBuiltinModule('node:zlib')
  return new Promise((resolve, reject) => {
    unzip(bytes, (error, found) => {
      if (error === null) resolve(found)
      else reject(error)
    })
  })
}

const readAnswer = async ({ status, headers, bytes }: WholeAnswer): Promise<Answer> => ({
  status,
  headers,
  text: (await unpacked(bytes, headers['content-encoding'])).toString(),
})

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** Nothing where what says that it is JSON is none. */
const bodyOf = ({ headers, text }: Answer): { readonly value: unknown } | undefined => {
  const isJson = /application\/(vnd\.opensearch\+)?json/.test(headers['content-type'] ?? '')
  return isJson && text !== '' ? parsed(text) : { value: text }
}

/** What `opensearch-failure.ts` reads; of headers no more than that. */
const refusalOf = (answer: Answer): Error => {
  const { status: statusCode, headers, text } = answer
  return Object.assign(new Error(`HTTP ${statusCode}`), {
    name: 'ResponseError',
    statusCode,
    body: (bodyOf(answer) ?? { value: text }).value,
    headers: { 'retry-after': headers['retry-after'] },
  })
}

/** What a timer of the platform holds, 24 days; a longer one would end at once, or not begin. */
const longestMs = 2 ** 31 - 1

const inTime = async <T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  run: (end: AbortSignal) => Promise<T>,
): Promise<T> => {
  const limit = AbortSignal.timeout(Math.min(timeoutMs, longestMs))
  try {
    return await run(signal === undefined ? limit : AbortSignal.any([limit, signal]))
  } catch (error) {
    throw limit.aborted ? new Error(`no answer within ${timeoutMs} ms`, { cause: error }) : error
  }
}

/** One attempt: what is to be tried again is for the stream to say, which knows what came after. */
const ask = async (
  { send, timeoutMs: usualMs }: OpenSearchConnection,
  request: EngineRequest,
  { signal, timeoutMs = usualMs, mayBeMissing = false }: AskOptions,
): Promise<Answer | undefined> => {
  const answer = await inTime(timeoutMs, signal, async end => readAnswer(await send(request, end)))
  if (mayBeMissing && answer.status === 404) return undefined
  // What is elsewhere is not done: nothing follows there.
  if (answer.status >= 300) throw refusalOf(answer)
  return answer
}

/**
 * The answer to a request: what its JSON says, or its text where it is none, and nothing for what may be missing.
 *
 * @throws Error with `statusCode`, `body` and `headers` where it was refused; others where no answer came
 */
export const askEngine = async (
  connection: OpenSearchConnection,
  request: EngineRequest,
  options: AskOptions = {},
): Promise<unknown> => {
  const answer = await ask(connection, request, options)
  if (answer === undefined) return undefined
  const body = bodyOf(answer)
  // It may be anybody's, and is not quoted.
  if (body === undefined) throw new Error('what it answered says that it is JSON and is none')
  return body.value
}

/**
 * The same where it says that something was done or found, which an engine does with an object. A page that something
 * in between shows with a status of success says nothing of that.
 *
 * @throws Error like {@link askEngine}
 */
export const askForObject = async (
  connection: OpenSearchConnection,
  request: EngineRequest,
  options: AskOptions = {},
): Promise<object | undefined> => {
  const body = await askEngine(connection, request, options)
  if (body === undefined || (typeof body === 'object' && body !== null)) return body
  throw new Error('what answers there is no OpenSearch')
}

/**
 * The same as text, whatever it is: numbers in it may be greater than JavaScript's.
 *
 * @throws Error like {@link askEngine}
 */
export const askForText = async (
  connection: OpenSearchConnection,
  request: EngineRequest,
  options: AskOptions = {},
): Promise<string> => (await ask(connection, request, options))?.text ?? ''
