import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** A request that is ready to go. */
export interface ReadyRequest {
  readonly method: string
  readonly url: URL
  /** Path and query, sent as they are written, instead of the URL's: a URL would take out what looks like a way up. */
  readonly path?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal?: AbortSignal | undefined
}

/** What came back, whole. */
export interface WholeAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
}

/** Sends requests over connections that are kept for the next one. */
export interface RequestSender {
  /** Makes one attempt. Rejects where no whole answer came: with Node's error, an AbortError, or that of a limit. */
  readonly send: (request: ReadyRequest) => Promise<WholeAnswer>
  /** Ends all connections. */
  readonly close: () => void
}

/** Holds a request to limits until what it gives is called: the whole answer is there, or none comes. */
type Hold = (request: ClientRequest) => () => void

/** Read when it is needed: `import` would read all exports of a module of Node, one of which loads undici. */
const moduleOf = (protocol: string) =>
  process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http')

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true

/** What a request fails with that nobody waits for any more. */
export const abortError = (signal: AbortSignal | undefined): Error =>
  Object.assign(new Error('Request aborted', { cause: signal?.reason }), { name: 'AbortError' })

const wholeAnswer = async (response: IncomingMessage): Promise<WholeAnswer> => {
  const chunks: Buffer[] = []
  return new Promise((resolve, reject) => {
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', reject)
    response.on('end', () => {
      const { statusCode: status = 0, headers } = response
      resolve({ status, headers, bytes: Buffer.concat(chunks) })
    })
  })
}

const answerTo = async (request: ClientRequest, body: string): Promise<WholeAnswer> =>
  new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('response', response => {
      // Who answers before all was read may hang up on what is still being sent: the answer counts.
      request.off('error', reject).on('error', () => undefined)
      wholeAnswer(response).then(resolve, reject)
    })
    request.end(body)
  })

const none: Hold = () => () => undefined

/** What {@link requestSender} takes. */
interface SenderSettings {
  /** The limits of each request. @defaultValue as long as its signal lasts */
  readonly hold?: Hold
  /** Whether a connection is kept for the next request. @defaultValue true */
  readonly keepAlive?: boolean
}

/** A sender of requests to one place. */
export const requestSender = ({ hold = none, keepAlive = true }: SenderSettings = {}): RequestSender => {
  let agent: Agent | undefined
  const begin = ({ method, url, path, headers, body }: ReadyRequest): ClientRequest => {
    const http = moduleOf(url.protocol)
    agent ??= new http.Agent({ keepAlive, maxSockets: 50 })
    const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) }
    const options = { method, headers: { ...headers, ...length }, agent }
    return http.request(url, path === undefined ? options : { ...options, path })
  }
  return {
    send: async request => {
      const { body, signal } = request
      if (isAborted(signal)) throw abortError(signal)
      const begun = begin(request)
      const end = hold(begun)
      const abort = (): unknown => begun.destroy()
      signal?.addEventListener('abort', abort, { once: true })
      try {
        return await answerTo(begun, body)
      } catch (error) {
        throw isAborted(signal) ? abortError(signal) : error
      } finally {
        signal?.removeEventListener('abort', abort)
        end()
      }
    },
    close: () => {
      agent?.destroy()
      agent = undefined
    },
  }
}
