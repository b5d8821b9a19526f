import { raise } from '../../core/errors/pipeline-error.ts'

/** A Redis or Valkey, and how it is reached. */
export interface ValkeyTarget {
  readonly host: string
  readonly port: number
  /** Path of a unix socket, in place of host and port. */
  readonly socketPath?: string
  readonly tls: boolean
  readonly username?: string
  readonly password?: string
  readonly database: number
  readonly isCluster: boolean
  /** How long connecting, and how long a call, may take. */
  readonly timeoutMs: number
}

/** Well below a function's own time, so that a hanging server counts as its outage and as no attempt at the records. */
const defaultTimeoutMs = 5_000
const defaultPort = 6_379

const knownOptions = ['cluster', 'timeoutMs', 'db']

/** The schemes, by whether they mean TLS or a unix socket. */
export type ValkeyScheme = 'redis' | 'rediss' | 'valkey' | 'valkeys' | 'redis+unix' | 'valkey+unix'

const parse = (scheme: ValkeyScheme, place: string): URL => {
  try {
    return new URL(`${scheme}:${place}`)
  } catch {
    throw raise('cache.url-invalid', { url: `${scheme}:…`, problem: 'it is no URL' })
  }
}

const wholeNumber = (url: URL, name: string, text: string, fallback: number): number => {
  if (text === '') return fallback
  if (/^\d+$/.test(text)) return Number(text)
  throw raise('cache.url-invalid', { url: `${url.protocol}//${url.host}`, problem: `${name} is ${text}` })
}

/**
 * Reads `//USER:PASSWORD@HOST:PORT/DB?cluster=true&timeoutMs=5000`, what follows the scheme of a URL; for a unix
 * socket `PATH?db=0`.
 *
 * @throws PipelineError `cache.url-invalid`
 */
export const valkeyTarget = (scheme: ValkeyScheme, place: string): ValkeyTarget => {
  const url = parse(scheme, place)
  const shown = `${scheme}://${url.host}`
  const { searchParams, username, password, pathname } = url
  const unknown = [...searchParams.keys()].find(name => !knownOptions.includes(name))
  if (unknown !== undefined)
    throw raise('cache.url-invalid', { url: shown, problem: `it has no option ${unknown}` })
  const isUnix = scheme.endsWith('+unix')
  if (!isUnix && url.hostname === '')
    throw raise('cache.url-invalid', { url: shown, problem: 'it names no host' })
  if (isUnix && pathname === '')
    throw raise('cache.url-invalid', { url: shown, problem: 'it names no socket' })
  const database = isUnix ? (searchParams.get('db') ?? '') : pathname.slice(1)
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: wholeNumber(url, 'the port', url.port, defaultPort),
    ...(isUnix && { socketPath: decodeURIComponent(pathname) }),
    tls: scheme === 'rediss' || scheme === 'valkeys',
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    database: wholeNumber(url, 'the database', database, 0),
    isCluster: searchParams.get('cluster') === 'true',
    timeoutMs: wholeNumber(url, 'timeoutMs', searchParams.get('timeoutMs') ?? '', defaultTimeoutMs),
  }
}
