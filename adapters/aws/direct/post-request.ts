import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { PostLimits } from './limited-request.ts'
import { limitedRequest } from './limited-request.ts'

/** A POST, or a PUT, that is signed and ready to go. */
export interface ReadyPost {
  readonly url: URL
  /** @defaultValue POST */
  readonly method?: 'POST' | 'PUT'
  /** Sent as it is, where that of a URL would lose its dots. @defaultValue the URL's */
  readonly path?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal?: AbortSignal | undefined
}

/** What came back, whole. */
export interface PostedAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** Makes one attempt. Rejects where no whole answer came: with Node's error, an AbortError or a TimeoutError. */
export type PostRequest = (post: ReadyPost) => Promise<PostedAnswer>

/** Read when it is needed: `import` would read all exports of a module of Node, one of which loads undici. */
const moduleOf = (protocol: string) =>
  process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http')

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true

const abortError = (signal: AbortSignal | undefined): Error =>
  Object.assign(new Error('Request aborted', { cause: signal?.reason }), { name: 'AbortError' })

const wholeAnswer = async (response: IncomingMessage): Promise<PostedAnswer> => {
  const chunks: Buffer[] = []
  return new Promise((resolve, reject) => {
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', reject)
    response.on('end', () => {
      const { statusCode: status = 0, headers } = response
      resolve({ status, headers, text: Buffer.concat(chunks).toString() })
    })
  })
}

const answerTo = async (request: ClientRequest, body: string): Promise<PostedAnswer> =>
  new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('response', response => {
      wholeAnswer(response).then(resolve, reject)
    })
    request.end(body)
  })

/** What {@link postRequest} takes. */
export interface PostSettings extends PostLimits {
  /** Whether a connection is kept for the next request. @defaultValue true */
  readonly keepAlive?: boolean
}

/** Posts over connections that are kept for the next request, as the SDK keeps them. */
export const postRequest = ({ keepAlive = true, ...limits }: PostSettings): PostRequest => {
  let agent: Agent | undefined
  return async ({ url, method = 'POST', path, headers, body, signal }) => {
    if (isAborted(signal)) throw abortError(signal)
    const http = moduleOf(url.protocol)
    agent ??= new http.Agent({ keepAlive, maxSockets: 50 })
    const length = { 'content-length': Buffer.byteLength(body) }
    const options = { method, headers: { ...headers, ...length }, agent, ...(path !== undefined && { path }) }
    const request = http.request(url, options)
    const end = limitedRequest(request, limits)
    const abort = (): unknown => request.destroy()
    signal?.addEventListener('abort', abort, { once: true })
    try {
      return await answerTo(request, body)
    } catch (error) {
      throw isAborted(signal) ? abortError(signal) : error
    } finally {
      signal?.removeEventListener('abort', abort)
      end()
    }
  }
}
