import fc from 'fast-check'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { raise } from './pipeline-error.ts'
import { sinkFaults } from './sink-faults.ts'
import { searchFaults } from '../../adapters/opensearch/faults.ts'
import { asError } from './thrown.ts'
import { whoseFault } from './whose-fault.ts'

const withFields = (message: string, fields: object): Error => Object.assign(new Error(message), fields)
const named = (name: string): Error => withFields('x', { name })
const coded = (code: string): Error => withFields('x', { code })

const network: readonly (readonly [string, Error])[] = [
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'ECONNABORTED',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EPIPE',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EPROTO',
    'ERR_NETWORK',
    'UND_ERR_SOCKET',
    'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'UND_ERR_CLOSED',
    'UND_ERR_DESTROYED',
    'CERT_HAS_EXPIRED',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_HTTP2_GOAWAY_SESSION',
    '57P01',
    '08006',
    'PROTOCOL_CONNECTION_LOST',
    'EMFILE',
    'ENFILE',
    'ABORT_ERR',
    'ESOCKET',
    'NJS-503',
    'P2024',
    'ServiceUnavailable',
    'NetworkingError',
    'TimeoutError',
    'ThrottlingException',
    'CredentialsError',
  ].map(code => [code, coded(code)] as const),
  ...[
    'TimeoutError',
    'ThrottlingException',
    'Throttling',
    'ProvisionedThroughputExceededException',
    'TooManyRequestsException',
    'SlowDown',
    'RequestLimitExceeded',
    'ConnectionError',
    'NoLivingConnectionsError',
    'SocketClosedUnexpectedlyError',
    'MaxRetriesPerRequestError',
    'MongoNetworkError',
    'MongoServerSelectionError',
    'KafkaJSConnectionError',
    'AbortError',
    'CredentialsProviderError',
    'ExpiredTokenException',
    'KnexTimeoutError',
    'NoHostAvailableError',
    'StripeConnectionError',
  ].map(name => [name, named(name)] as const),
  ['socket hang up', new Error('socket hang up')],
  ['an abort of the platform', new DOMException('aborted', 'AbortError')],
  ['a time limit of the platform', new DOMException('too late', 'TimeoutError')],
  ['Redis that starts', withFields('LOADING Redis is loading the dataset in memory', { name: 'ReplyError' })],
  ['Redis that is read only', new Error("READONLY You can't write against a read only replica.")],
  ['a closed connection of MySQL', new Error("Can't add new command when connection is in closed state")],
  ['fetch that was cut', new TypeError('terminated')],
  ['fetch without its cause', new TypeError('fetch failed')],
  ['$retryable of the SDK', withFields('x', { $retryable: { throttling: true } })],
  ['$metadata of the SDK', withFields('x', { $metadata: { httpStatusCode: 503 } })],
  ...[4, 8, 14].map(code => [`gRPC ${code}`, withFields('x', { code, details: 'x' })] as const),
  ...[429, 502, 503, 504].flatMap(status => [
    [`status ${status}`, withFields('x', { status })] as const,
    [`statusCode ${status}`, withFields('x', { statusCode: status })] as const,
    [`response.status ${status}`, withFields('x', { response: { status } })] as const,
    [`httpStatus ${status}`, withFields('x', { httpStatus: status })] as const,
    [`meta.statusCode ${status}`, withFields('x', { meta: { statusCode: status } })] as const,
  ]),
]

const notNetwork: readonly (readonly [string, Error])[] = [
  ['no sign of it', new Error('no luck')],
  ['400', withFields('x', { statusCode: 400 })],
  ['404', withFields('x', { response: { status: 404 } })],
  ['an argument that undici refuses', coded('UND_ERR_INVALID_ARG')],
  ['a port that Node refuses', coded('ERR_SOCKET_BAD_PORT')],
  ['a text of the record', new Error('title "socket hang up" is too long')],
  [
    'a reply of Redis about a command',
    withFields('WRONGTYPE Operation against a key', { name: 'ReplyError' }),
  ],
  ['a text that begins like a reply', new Error('the row is READONLY for now')],
  ['rights that are missing', named('AccessDeniedException')],
  ['a code of its own', coded('E_CONN')],
  ['a code that is a number', withFields('x', { code: 14 })],
  ...[3, 5, 7, 9, 13, 15].map(code => [`gRPC ${code}`, withFields('x', { code, details: 'x' })] as const),
]

/** Wraps an error as people do: as a cause, in an AggregateError, a few times over, with a cycle at the end. */
const wrapped = (inner: Error): fc.Arbitrary<Error> =>
  fc.array(fc.constantFrom('cause', 'aggregate', 'type error', 'record'), { maxLength: 4 }).map(layers =>
    layers.reduce<Error>((cause, layer) => {
      if (layer === 'aggregate') return new AggregateError([new Error('other'), cause], 'all failed')
      if (layer === 'type error') return new TypeError('could not', { cause })
      if (layer === 'record')
        return raise(searchFaults, 'search.mapping-raced', { sink: 's', id: '1', reason: 'r' }, { cause })
      return new Error('could not', { cause })
    }, inner),
  )

describe('whose fault an error is', () => {
  it.each(network)('is the network’s, wherever in the chain it is said: %s', (_, error) => {
    fc.assert(
      fc.property(wrapped(error), each => {
        expect(whoseFault(each)).toBe('network')
      }),
      { numRuns: 20 },
    )
  })

  it('is the sink’s, wherever in the chain it is said', () => {
    fc.assert(
      fc.property(wrapped(raise(sinkFaults, 'sink.throttled', { sink: 's', retryAfterMs: 1 })), each => {
        expect(whoseFault(each)).toBe('sink')
      }),
    )
  })

  it('is whose the error was declared to be, if anybody’s', () => {
    const answer = raise(sinkFaults, 'sink.answer-unknown', { sink: 's', reason: 'r' })
    const rejected = raise(sinkFaults, 'sink.rejected', { sink: 's', id: '1', reason: 'r' })

    expect(whoseFault(answer)).toBe('unknown')
    expect(whoseFault(rejected)).toBe('record')
  })

  it.each(notNetwork)('is not said by %s', (_, error) => {
    expect(whoseFault(error)).toBe('unknown')
  })

  it.each(['TypeError', 'RangeError', 'ReferenceError'])(
    'is the record’s where it is a %s, of any realm',
    name => {
      expect(whoseFault(asError(runInNewContext(`new ${name}('x')`)))).toBe('record')
    },
  )

  it('is not said by what is no error, and found in it where it is', () => {
    expect(whoseFault(asError('no'))).toBe('unknown')
    expect(whoseFault(asError(Object.create(null)))).toBe('unknown')
    expect(whoseFault(asError({ status: 503 }))).toBe('network')
  })

  it('ends where a chain of causes bites its own tail', () => {
    const one = new Error('one')
    one.cause = new Error('two', { cause: one })

    expect(whoseFault(one)).toBe('unknown')
  })

  it('is not said by an error whose fields throw', () => {
    const odd = Object.defineProperty(new Error('x'), 'code', {
      get: () => {
        throw new Error('no')
      },
    })

    expect(whoseFault(odd)).toBe('unknown')
  })
})
