import type { Client } from '@opensearch-project/opensearch'
import type TransportOf from '@opensearch-project/opensearch/lib/Transport.js'

/** The part of the official client that is used, as it has it. */
export type SearchClient = Pick<
  Client,
  'bulk' | 'close' | 'createPit' | 'delete' | 'deletePit' | 'get' | 'index' | 'info' | 'mget' | 'search'
> & {
  readonly indices: Pick<
    Client['indices'],
    'create' | 'delete' | 'get' | 'getAlias' | 'putMapping' | 'putSettings' | 'refresh' | 'updateAliases'
  >
}

interface Parameters {
  readonly index?: string | readonly string[]
  readonly id?: string
  readonly name?: string | readonly string[]
  readonly body?: object | string
}

type Request = (parameters?: Parameters, options?: object) => unknown

const part = (value: Parameters['index'] = ''): string => encodeURIComponent([value].flat().join(','))

/**
 * The requests of the official client over its own transport. Its module of them has five hundred others, which take
 * longer to load than all that a function needs of it.
 */
export const searchClientOver = (
  transport: Pick<InstanceType<typeof TransportOf.default>, 'request'>,
  close: () => Promise<void>,
): SearchClient => {
  const to =
    (method: string, pathOf: (parameters: Parameters) => string, as: 'body' | 'bulkBody' = 'body'): Request =>
    (parameters = {}, options = {}) => {
      const { index, id, name, body = '', ...querystring } = parameters
      return transport.request({ method, path: pathOf(parameters), [as]: body, querystring }, options)
    }
  const document = ({ index, id }: Parameters): string => `/${part(index)}/_doc/${part(id)}`
  const indexed =
    (rest = '') =>
    ({ index }: Parameters): string =>
      `/${part(index)}${rest}`
  const anywhere =
    (rest: string) =>
    ({ index }: Parameters): string =>
      index === undefined ? rest : indexed(rest)({ index })
  const requests = {
    close,
    info: to('GET', () => '/'),
    bulk: to('POST', anywhere('/_bulk'), 'bulkBody'),
    get: to('GET', document),
    index: to('PUT', document),
    delete: to('DELETE', document),
    mget: to('POST', indexed('/_mget')),
    search: to('POST', anywhere('/_search')),
    createPit: to('POST', indexed('/_search/point_in_time')),
    deletePit: to('DELETE', () => '/_search/point_in_time'),
    indices: {
      create: to('PUT', indexed()),
      delete: to('DELETE', indexed()),
      get: to('GET', indexed()),
      getAlias: to('GET', ({ name }) => `/_alias/${part(name)}`),
      putMapping: to('POST', indexed('/_mapping')),
      putSettings: to('PUT', indexed('/_settings')),
      refresh: to('POST', indexed('/_refresh')),
      updateAliases: to('POST', () => '/_aliases'),
    },
  }
  // The library's own types say what each takes and gives.
  return requests as unknown as SearchClient
}
