import { onTestFinished } from 'vitest'
import { openSearchClient } from '../../adapters/opensearch/open-search-client.ts'
import type { OpenSearchConnection } from '../../adapters/opensearch/opensearch-client.ts'
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
  const timeoutMs = 10_000
  const client = await openSearchClient({ node: url, requestTimeout: timeoutMs })
  onTestFinished(async () => client.close())
  return {
    connection: { client, sink: 'the stub', isServerless, timeoutMs },
    asked: () => requests.map(askedFor),
    requests,
  }
}
