// What the official client is made of. Loaded on demand, and by these paths, because its entry loads five hundred files.
import type * as Library from '@opensearch-project/opensearch'
import { exportsOf } from '../exports-of.ts'
import type { SearchClient } from './search-client.ts'
import { searchClientOver } from './search-client.ts'

type Parts = Pick<typeof Library, 'Connection' | 'ConnectionPool' | 'Serializer' | 'Transport'>

/** As CommonJS these modules are the class, which their types call the default export of the default. */
export const loadParts = async (): Promise<Parts> => {
  const [connection, serializer, transport, pool] = await Promise.all([
    import('@opensearch-project/opensearch/lib/Connection.js'),
    import('@opensearch-project/opensearch/lib/Serializer.js'),
    import('@opensearch-project/opensearch/lib/Transport.js'),
    import('@opensearch-project/opensearch/lib/pool/index.js'),
  ])
  return {
    Connection: connection.default as unknown as Parts['Connection'],
    Serializer: serializer.default as unknown as Parts['Serializer'],
    Transport: transport.default as unknown as Parts['Transport'],
    ConnectionPool: exportsOf(pool).ConnectionPool,
  }
}

/** What {@link openSearchClient} takes. */
export interface SearchClientOptions {
  readonly node: string
  readonly requestTimeout: number
  readonly auth?: { readonly username: string; readonly password: string }
  /** Of a signer. */
  readonly Connection?: Parts['Connection']
  /** Of a signer. */
  readonly Transport?: Parts['Transport']
}

/** A client of one node, which tries nothing twice. */
export const openSearchClient = async (options: SearchClientOptions): Promise<SearchClient> => {
  const parts = await loadParts()
  const { ConnectionPool, Serializer } = parts
  const { node, requestTimeout, auth } = options
  const { Connection = parts.Connection, Transport = parts.Transport } = options
  const emit = (): boolean => false
  // As the library's own client has them where nobody says otherwise.
  const unset = { ssl: null, agent: null, proxy: null }
  const poolOptions = {
    ...unset,
    Connection,
    emit,
    pingTimeout: 3_000,
    sniffEnabled: false,
    auth,
  }
  const connectionPool = new ConnectionPool(poolOptions as never)
  connectionPool.addConnection(node)
  const transport = new Transport({
    emit,
    connectionPool,
    serializer: new Serializer(),
    maxRetries: 0,
    requestTimeout,
    name: 'opensearch-js',
    sniffEndpoint: '',
    ...(auth && { auth }),
  })
  return searchClientOver(
    transport,
    async () =>
      new Promise<void>(resolve => {
        connectionPool.empty(resolve)
      }),
  )
}
