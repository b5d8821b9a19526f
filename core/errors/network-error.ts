import { causeChain, fieldOf } from './cause-chain.ts'

// What Node, its HTTP clients, the AWS SDK and the clients of common databases call it when the other side is away,
// cannot be found, hangs up, is too busy or is not whom its certificate says. What such a client says of its arguments
// (UND_ERR_INVALID_ARG, ERR_SOCKET_BAD_PORT) is not among it: that may well be the record's fault.

const codes: readonly RegExp[] = [
  // The operating system and the resolver. Without descriptors or ports of its own a process reaches nobody either.
  /^(EMFILE|ENFILE|ECONN(REFUSED|RESET|ABORTED)|E(SOCKET)?TIMEDOUT|EPIPE|E(HOST|NET)(UNREACH|DOWN)|ENETRESET|ENOTCONN|EADDRNOTAVAIL|ENOTFOUND|EAI_[A-Z]+|EPROTO)$/,
  // Node, undici, axios.
  /^UND_ERR_(?!INVALID_|REQ_CONTENT_LENGTH_MISMATCH|NOT_SUPPORTED)[A-Z_]+$/,
  /^(ABORT_ERR|ERR_NETWORK|ERR_SOCKET_(CLOSED|CONNECTION_TIMEOUT)|ERR_STREAM_PREMATURE_CLOSE)$/,
  /^ERR_HTTP2_(STREAM_CANCEL|STREAM_ERROR|SESSION_ERROR|GOAWAY_SESSION|INVALID_SESSION|PING_CANCEL)$/,
  // TLS. https://nodejs.org/api/tls.html#x509-certificate-error-codes
  /^(ERR_SSL_[A-Z0-9_]+|ERR_TLS_(CERT_ALTNAME_INVALID|HANDSHAKE_TIMEOUT)|CERT_[A-Z_]+|UNABLE_TO_[A-Z_]+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|HOSTNAME_MISMATCH|INVALID_CA)$/,
  // PostgreSQL (connection exceptions, shutdown, too many connections), MySQL, SQL Server, Oracle, Prisma, Neo4j.
  /^(08[0-9A-Z]{3}|57P0[123]|53300|PROTOCOL_CONNECTION_LOST|ER_(CON_COUNT_ERROR|SERVER_SHUTDOWN)|ESOCKET|ETIMEOUT|ECONNCLOSED|NJS-50[0-9]|P1001|P1002|P1008|P1017|P2024)$/,
  /^(ServiceUnavailable|SessionExpired|Neo\.TransientError\..+)$/,
]

/** The older SDK of AWS says them as `code`. */
const names: readonly RegExp[] = [
  // Who aborts a call gave up waiting for its answer.
  /^(AbortError|TimeoutError|NetworkingError|RequestTimeout(Exception)?|ConnectTimeoutError|HeadersTimeoutError|BodyTimeoutError)$/,
  // AWS throttles under many names. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
  /^(Throttl|SlowDown|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded|RequestThrottled|KMSThrottling|BandwidthLimitExceeded|PriorRequestNotComplete|EC2ThrottledException)|Throttl(ed|ing)(Exception)?$/,
  // No record is at fault where the process has no credentials, or they are out of date.
  /^(CredentialsProviderError|CredentialsError|ExpiredToken(Exception)?|RequestExpired)$/,
  // OpenSearch, Redis and Valkey, MongoDB, Kafka, Sequelize, Knex, Cassandra, Stripe.
  /^(KnexTimeoutError|NoHostAvailableError|OperationTimedOutError|Stripe(Connection|RateLimit)Error)$/,
  /^(ConnectionError|NoLivingConnectionsError|SocketClosedUnexpectedlyError|ConnectionTimeoutError|SocketTimeoutError|ClientClosedError|ClientOfflineError|DisconnectsClientError|ReconnectStrategyError|RootNodesUnavailableError|MaxRetriesPerRequestError|ClusterAllFailedError)$/,
  /^(Mongo(Network|NetworkTimeout|ServerSelection|TopologyClosed|NotConnected|PoolCleared)Error|KafkaJS(Connection|ConnectionClosed|RequestTimeout|BrokerNotFound)(Error)?|SequelizeConnection[A-Za-z]*Error)$/,
]

/** Whole messages only: a text of the record may stand in the middle of one. */
const messages =
  /^(socket hang up|fetch failed|Failed to fetch|terminated|other side closed|Connection is closed\.?|Connection terminated( unexpectedly| due to connection timeout)?|timeout exceeded when trying to connect|(connect|read|write|getaddrinfo) (ECONN[A-Z]+|ETIMEDOUT|EPIPE|E(HOST|NET)[A-Z]+|ENOT(CONN|FOUND)|EADDRNOTAVAIL|EPROTO|EAI_[A-Z]+)( [^\n]*)?|Client network socket disconnected before secure TLS connection was established|Connection lost: The server closed the connection\.|Can't add new command when connection is in closed state|Stream isn't writeable and enableOfflineQueue options is false)$/
/** A reply of Redis begins with its code; these are about the server and no command. https://redis.io/docs/latest/develop/reference/protocol-spec/ */
const replies = /^(LOADING|CLUSTERDOWN|MASTERDOWN|READONLY|TRYAGAIN|NOREPLICAS) [^\n]+$/

const busy = [429, 502, 503, 504]
/** Where clients keep the HTTP status of an answer. */
const statusPaths = [
  ['status'],
  ['statusCode'],
  ['httpStatus'],
  ['$metadata', 'httpStatusCode'],
  ['meta', 'statusCode'],
  ['response', 'status'],
  ['response', 'statusCode'],
  ['output', 'statusCode'],
]
/** DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE. https://grpc.io/docs/guides/status-codes/ */
const grpcCodes: readonly unknown[] = [4, 8, 14]

const matches = (all: readonly RegExp[], value: unknown): boolean =>
  typeof value === 'string' && all.some(each => each.test(value))

const isBusy = (value: unknown): boolean =>
  statusPaths.some(path => busy.includes(path.reduce<unknown>(fieldOf, value) as number))

const isNetworkLink = (value: unknown): boolean =>
  matches(codes, fieldOf(value, 'code')) ||
  matches(codes, fieldOf(value, 'errno')) ||
  matches(names, fieldOf(value, 'name')) ||
  matches(names, fieldOf(value, 'code')) ||
  matches([messages, replies], fieldOf(value, 'message')) ||
  fieldOf(value, '$retryable') !== undefined ||
  (grpcCodes.includes(fieldOf(value, 'code')) && typeof fieldOf(value, 'details') === 'string') ||
  isBusy(value)

/**
 * The link of an error's cause chain that says that the other side could not be reached or was too busy; `undefined`
 * where there is none. The deepest one says most: `ECONNREFUSED` where the top says `fetch failed`.
 */
export const networkErrorIn = (thrown: unknown): unknown => causeChain(thrown).findLast(isNetworkLink)
