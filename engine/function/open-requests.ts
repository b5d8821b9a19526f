import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'

/** Sees the requests that are made on behalf of a call; those of modules and pools beside it are nobody's. */
export interface OpenRequests {
  /** Runs a call so that its requests are known as its own. */
  readonly during: <T>(call: RequestOwner, run: () => T) => T
  /** Requests of a call to which no answer has come, as METHOD HOST: a path may hold what belongs to nobody else. */
  readonly of: (call: RequestOwner) => readonly string[]
}

/** One invocation, as far as its requests go. */
export interface RequestOwner {
  /** Told of a request that begins after the answer. */
  readonly onLate: (request: string) => void
  hasAnswered: boolean
}

interface ClientRequest {
  readonly method?: string
  readonly destroyed?: boolean
  readonly getHeader?: (name: string) => string
  readonly origin?: string | URL
}

const nameOf = (request: ClientRequest): string => {
  const { method = '', origin } = request
  const host = origin === undefined ? request.getHeader?.('host') : new URL(origin).host
  return `${method} ${host ?? ''}`.trim()
}

const begun = ['http.client.request.start', 'undici:request:create']

/** An answer that has begun is one: what it is to have an effect on has happened, and few read it to its end. */
const over = [
  'http.client.response.finish',
  'http.client.request.error',
  'undici:request:headers',
  'undici:request:trailers',
  'undici:request:error',
]

/** Watches `http`, `https` and `fetch` of this thread. */
export const watchRequests = (): OpenRequests => {
  const calls = new AsyncLocalStorage<RequestOwner>()
  const open = new Map<ClientRequest, RequestOwner>()
  for (const channel of begun) {
    subscribe(channel, message => {
      const call = calls.getStore()
      if (call === undefined) return
      const { request } = message as { readonly request: ClientRequest }
      if (call.hasAnswered) call.onLate(nameOf(request))
      else open.set(request, call)
    })
  }
  for (const channel of over) {
    subscribe(channel, message => {
      open.delete((message as { readonly request: ClientRequest }).request)
    })
  }
  return {
    during: (call, run) => calls.run(call, run),
    of: call => {
      const own = [...open].filter(([, owner]) => owner === call).map(([request]) => request)
      for (const request of own) open.delete(request)
      return own.filter(({ destroyed }) => destroyed !== true).map(nameOf)
    },
  }
}
