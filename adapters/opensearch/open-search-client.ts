// What the official client is made of. Loaded on demand, and by these paths, because its entry loads five hundred files.
import connectionModule from '@opensearch-project/opensearch/lib/Connection.js'
import serializerModule from '@opensearch-project/opensearch/lib/Serializer.js'
import transportModule from '@opensearch-project/opensearch/lib/Transport.js'
import { ConnectionPool } from '@opensearch-project/opensearch/lib/pool/index.js'
import type { SearchClient } from './search-client.ts'
import { searchClientOver } from './search-client.ts'

type Module<T> = { readonly default: T }
/** As CommonJS these modules are the class, which their types call the default export. */
const classOf = <T>(module: Module<T>): T => module as unknown as T

/** What {@link openSearchClient} takes. */
export interface SearchClientOptions {
  readonly node: string
  readonly requestTimeout: number
  readonly auth?: { readonly username: string; readonly password: string }
  /** Of a signer. */
  readonly Connection?: (typeof connectionModule)['default']
  /** Of a signer. */
  readonly Transport?: (typeof transportModule)['default']
}

/** A client of one node, which tries nothing twice. */
export const openSearchClient = (options: SearchClientOptions): SearchClient => {
  const { node, requestTimeout, auth } = options
  const { Connection = classOf(connectionModule), Transport = classOf(transportModule) } = options
  const Serializer = classOf(serializerModule)
  const emit = (): boolean => false
  // As the library's own client has them where nobody says otherwise.
  const unset = { ssl: null, agent: null, proxy: null }
  const poolOptions = {
    ...unset,
    Connection,
    emit,
    pingTimeout: 3_000,
    sniffEnabled: false,
    auth: auth ?? null,
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
