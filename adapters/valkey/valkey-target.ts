import { raise } from '../../core/errors/pipeline-error.ts'
import { cacheFaults } from './faults.ts'

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
    throw raise(cacheFaults, 'cache.url-invalid', { url: `${scheme}:…`, problem: 'it is no URL' })
  }
}

const refusal = (url: URL, problem: string): Error =>
  raise(cacheFaults, 'cache.url-invalid', { url: `${url.protocol}//${url.host}`, problem })

const wholeNumber = (url: URL, name: string, text: string, fallback: number): number => {
  if (text === '') return fallback
  if (/^\d+$/.test(text)) return Number(text)
  throw refusal(url, `${name} is ${text}`)
}

const decoded = (url: URL, text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw refusal(url, 'a % in it is not part of a percent-encoded character')
  }
}

const isClusterIn = (url: URL, isUnix: boolean): boolean => {
  const found = url.searchParams.get('cluster') ?? 'false'
  if (found !== 'true' && found !== 'false') throw refusal(url, `cluster is ${found}, not true or false`)
  const isCluster = found === 'true'
  if (isCluster && isUnix) throw refusal(url, 'a unix socket leads to no cluster')
  return isCluster
}

/** A database that is not looked at would be one that keeps its stale entries. */
const databaseIn = (url: URL, isUnix: boolean, isCluster: boolean): number => {
  const inPath = isUnix ? '' : url.pathname.slice(1)
  const asOption = url.searchParams.get('db') ?? ''
  if (inPath !== '' && asOption !== '') throw refusal(url, 'it names a database twice')
  const database = wholeNumber(url, 'the database', inPath + asOption, 0)
  if (isCluster && database !== 0) throw refusal(url, `a cluster has no database ${database}`)
  return database
}

const timeoutIn = (url: URL): number => {
  const timeoutMs = wholeNumber(url, 'timeoutMs', url.searchParams.get('timeoutMs') ?? '', defaultTimeoutMs)
  if (timeoutMs > 0) return timeoutMs
  throw refusal(url, 'timeoutMs is 0, which is no time')
}

/**
 * Reads `//USER:PASSWORD@HOST:PORT/DB?cluster=true&timeoutMs=5000`, what follows the scheme of a URL; for a unix
 * socket `PATH?db=0`. The database may be an option elsewhere too.
 *
 * @throws PipelineError `cache.url-invalid`
 */
export const valkeyTarget = (scheme: ValkeyScheme, place: string): ValkeyTarget => {
  const url = parse(scheme, place)
  const isUnix = scheme.endsWith('+unix')
  // Then what stands before the @ was cut at a character of the password, and no part of it may be shown.
  if (!isUnix && /@/.test(url.pathname + url.search + url.hash))
    throw raise(cacheFaults, 'cache.url-invalid', {
      url: `${scheme}:…`,
      problem: 'its user or password holds a character that has to be percent-encoded',
    })
  const shown = `${scheme}://${url.host}`
  const { searchParams, username, password, pathname } = url
  const unknown = [...searchParams.keys()].find(name => !knownOptions.includes(name))
  if (unknown !== undefined)
    throw raise(cacheFaults, 'cache.url-invalid', { url: shown, problem: `it has no option ${unknown}` })
  if (!isUnix && url.hostname === '')
    throw raise(cacheFaults, 'cache.url-invalid', { url: shown, problem: 'it names no host' })
  if (isUnix && pathname === '')
    throw raise(cacheFaults, 'cache.url-invalid', { url: shown, problem: 'it names no socket' })
  const isCluster = isClusterIn(url, isUnix)
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: wholeNumber(url, 'the port', url.port, defaultPort),
    ...(isUnix && { socketPath: decoded(url, pathname) }),
    tls: scheme === 'rediss' || scheme === 'valkeys',
    ...(username !== '' && { username: decoded(url, username) }),
    ...(password !== '' && { password: decoded(url, password) }),
    database: databaseIn(url, isUnix, isCluster),
    isCluster,
    timeoutMs: timeoutIn(url),
  }
}
