import type { WholeAnswer } from '../http/send-request.ts'
import { requestSender } from '../http/send-request.ts'
import type { Authorize, CredentialsProvider } from './authorize.ts'
import { byPassword } from './authorize.ts'
import type { EngineRequest } from './engine-request.ts'
import type { OpenSearchTarget } from './opensearch-target.ts'

/** An OpenSearch, as it is spoken to, and what is known of it. */
export interface OpenSearchConnection {
  /** Makes one attempt, which the signal ends. */
  readonly send: (request: EngineRequest, signal: AbortSignal) => Promise<WholeAnswer>
  readonly close: () => void
  /** How messages name it. */
  readonly sink: string
  readonly isServerless: boolean
  readonly timeoutMs: number
}

const authorizing = async (
  target: OpenSearchTarget,
  credentials: CredentialsProvider | undefined,
): Promise<Authorize> => {
  if (target.aws === undefined) return byPassword(target)
  const { bySignature } = await import('./signed-headers.ts')
  return bySignature(target.aws, credentials)
}

/** A connection of one node, over which nothing is tried twice. */
export const openSearchConnection = async (
  target: OpenSearchTarget,
  credentials?: CredentialsProvider,
): Promise<OpenSearchConnection> => {
  const { node, aws, timeoutMs } = target
  const url = new URL(node)
  const authorize = await authorizing(target, credentials)
  const { send, close } = requestSender()
  return {
    send: async (request, signal) => {
      const { method, body, contentType } = request
      const path = url.pathname.replace(/\/$/, '') + request.path
      const { headers, query } = await authorize(request, { url, path }, signal)
      const type = body === '' ? {} : { 'content-type': contentType }
      return send({
        method,
        url,
        path: query === '' ? path : `${path}?${query}`,
        headers: { 'user-agent': 'tailrace', ...type, ...headers },
        body,
        signal,
      })
    },
    close,
    sink: `OpenSearch at ${url.host}`,
    isServerless: aws?.service === 'aoss',
    timeoutMs,
  }
}
