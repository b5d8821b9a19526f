import { onTestFinished } from 'vitest'
import type { OpenSearchConnection } from '../../adapters/opensearch/opensearch-client.ts'
import { openSearchConnection } from '../../adapters/opensearch/opensearch-client.ts'
import type { HttpStub, StubAnswer, StubRequest } from './http-stub.ts'
import { httpStub } from './http-stub.ts'

/** A connection to an engine that answers as told, and what it was asked. */
export interface SearchStub {
  readonly connection: OpenSearchConnection
  /** Method and path of each request, in order, without what follows a `?`. */
  readonly asked: () => readonly string[]
  readonly requests: HttpStub['requests']
}

/** What a request asks for, as the answers of a stub are looked up by. */
export const askedFor = ({ method, path }: StubRequest): string => `${method} ${path.replace(/\?.*/, '')}`

/** An error as an engine answers it. */
export const engineRefusal = (status: number, type: string): StubAnswer => ({
  status,
  body: { error: { type, reason: `${type} of the stub` }, status },
})

/** Connects to a stub; Serverless differs by what is known of the connection alone. */
export const searchStub = async (
  answer: (asked: string, request: StubRequest) => StubAnswer,
  { isServerless = false }: { readonly isServerless?: boolean } = {},
): Promise<SearchStub> => {
  const { url, requests } = await httpStub(request => answer(askedFor(request), request))
  const connection = await openSearchConnection({ node: url, timeoutMs: 10_000 })
  onTestFinished(connection.close)
  return {
    connection: { ...connection, sink: 'the stub', isServerless },
    asked: () => requests.map(askedFor),
    requests,
  }
}
