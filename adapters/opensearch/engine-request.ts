/** A request of OpenSearch's REST API. */
export interface EngineRequest {
  readonly method: 'DELETE' | 'GET' | 'POST' | 'PUT'
  /** Begins with `/`, and is encoded. */
  readonly path: string
  /** What follows the `?`, encoded; empty where nothing does. */
  readonly query: string
  readonly body: string
  /** What the body is. */
  readonly contentType: 'application/json' | 'application/x-ndjson'
}

type Method = EngineRequest['method']
type Query = Readonly<Record<string, boolean | number | string>>

/** The name of an index or an id as a part of a path. */
const part = (name: string): string => encodeURIComponent(name)

const written = (query: Query): string =>
  Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')

const request = (method: Method, path: string, body?: object | string, query: Query = {}): EngineRequest => ({
  method,
  path,
  query: written(query),
  body: typeof body === 'object' ? JSON.stringify(body) : (body ?? ''),
  contentType: 'application/json',
})

const ofDocument = (index: string, id: string): string => `/${part(index)}/_doc/${part(id)}`

/** Asks the engine what it is. */
export const askRoot = (): EngineRequest => request('GET', '/')

/** Writes what the lines say; `query` says what is to be answered. */
export const writeInBulk = (lines: string, query: Query = {}): EngineRequest => ({
  ...request('POST', '/_bulk', lines, query),
  contentType: 'application/x-ndjson',
})

/** One document, as of now. */
export const getDocument = (index: string, id: string): EngineRequest => request('GET', ofDocument(index, id))

/** Stores one document, under the condition that `query` has. */
export const putDocument = (index: string, id: string, document: object, query: Query): EngineRequest =>
  request('PUT', ofDocument(index, id), document, query)

/** Takes one document away. */
export const deleteDocument = (index: string, id: string): EngineRequest =>
  request('DELETE', ofDocument(index, id))

/** Documents by their ids, as of now. */
export const getDocuments = (index: string, ids: readonly string[], query: Query = {}): EngineRequest =>
  request('POST', `/${part(index)}/_mget`, { ids }, query)

/** Searches whatever the body names. */
export const search = (body: string): EngineRequest => request('POST', '/_search', body)

/** Keeps an index as it is now, for searches. */
export const openPointInTime = (index: string, keepAlive: string): EngineRequest =>
  request('POST', `/${part(index)}/_search/point_in_time`, '', { keep_alive: keepAlive })

/** Lets go of what was kept. */
export const closePointInTime = (id: string): EngineRequest =>
  request('DELETE', '/_search/point_in_time', { pit_id: [id] })

/** Makes an index. */
export const createIndex = (index: string, definition: object): EngineRequest =>
  request('PUT', `/${part(index)}`, definition)

/** Takes an index away, and all that is in it. */
export const deleteIndex = (index: string): EngineRequest => request('DELETE', `/${part(index)}`)

/** Aliases, mappings and settings of what has this name, or a name of this pattern. */
export const getIndex = (index: string): EngineRequest => request('GET', `/${part(index)}`)

/** The indexes that an alias points to. */
export const getAlias = (alias: string): EngineRequest => request('GET', `/_alias/${part(alias)}`)

/** Adds to the mapping of an index. */
export const putMapping = (index: string, mapping: object): EngineRequest =>
  request('POST', `/${part(index)}/_mapping`, mapping)

/** Changes settings of an index. */
export const putSettings = (index: string, settings: object): EngineRequest =>
  request('PUT', `/${part(index)}/_settings`, settings)

/** Has what was written found by searches. */
export const refreshIndex = (index: string): EngineRequest => request('POST', `/${part(index)}/_refresh`)

/** Moves aliases, all of it or nothing. */
export const updateAliases = (actions: readonly object[]): EngineRequest =>
  request('POST', '/_aliases', { actions })
