import { raise } from '../../core/errors/pipeline-error.ts'
import { withoutSecrets } from '../open/without-secrets.ts'
import { searchFaults } from './faults.ts'

/** An OpenSearch, and how it is spoken to. */
export interface OpenSearchTarget {
  /** `http://` or `https://` URL without credentials. */
  readonly node: string
  readonly auth?: { readonly username: string; readonly password: string }
  /** Requests are signed with AWS Signature Version 4. */
  readonly aws?: { readonly service: 'es' | 'aoss'; readonly region: string }
  /** How long a request may take as a whole. */
  readonly timeoutMs: number
}

/**
 * A request that hangs has to be given up before the function's own time is up: then it is the engine's outage, and
 * no attempt at the records.
 */
const defaultTimeoutMs = 10_000

const knownOptions = ['timeoutMs', 'service', 'region']

const awsHost = /\.([a-z0-9-]+)\.(es|aoss)\.amazonaws\.com(\.cn)?$/

const invalid = (url: string, problem: string): Error =>
  raise(searchFaults, 'search.url-invalid', { url: withoutSecrets(url), problem })

const awsOf = (text: string, { hostname, searchParams }: URL): NonNullable<OpenSearchTarget['aws']> => {
  const [, hostRegion, hostService] = awsHost.exec(hostname) ?? []
  const service = searchParams.get('service') ?? hostService ?? 'es'
  const region = searchParams.get('region') ?? hostRegion
  if (service !== 'es' && service !== 'aoss') throw invalid(text, `service is ${service}, not es or aoss`)
  if (region === undefined) throw invalid(text, 'its host names no region, so ?region= has to')
  return { service, region }
}

const timeoutOf = (text: string, { searchParams }: URL): number => {
  const found = searchParams.get('timeoutMs')
  const timeoutMs = found === null ? defaultTimeoutMs : Number(found)
  if (Number.isInteger(timeoutMs) && timeoutMs > 0) return timeoutMs
  throw invalid(text, `timeoutMs is ${found ?? ''}, not a number of milliseconds`)
}

const parse = (text: string, protocol: 'http' | 'https', place: string): URL => {
  try {
    return new URL(`${protocol}:${place}`)
  } catch {
    throw invalid(text, 'it is no URL')
  }
}

const decoded = (text: string, part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    throw invalid(text, 'a % in its user or password is not part of a percent-encoded character')
  }
}

/**
 * Reads `//USER:PASSWORD@HOST:PORT/PATH?timeoutMs=10000`, what follows the scheme of a URL. `aws` is HTTPS with
 * signed requests; region and service are read off the host where it is Amazon's own, else `?region=` and
 * `?service=es|aoss` say them.
 *
 * @throws PipelineError `search.url-invalid`
 */
export const openSearchTarget = (way: 'http' | 'https' | 'aws', place: string): OpenSearchTarget => {
  const text = `opensearch+${way}:${place}`
  const url = parse(text, way === 'http' ? 'http' : 'https', place)
  // Then what stands before the @ was cut at a character of the password.
  if (/@/.test(url.pathname + url.search + url.hash))
    throw invalid(text, 'its user or password holds a character that has to be percent-encoded')
  const unknown = [...url.searchParams.keys()].find(name => !knownOptions.includes(name))
  if (unknown !== undefined) throw invalid(text, `it has no option ${unknown}`)
  const { username, password, origin, pathname } = url
  return {
    node: origin + pathname,
    timeoutMs: timeoutOf(text, url),
    ...(way === 'aws' && { aws: awsOf(text, url) }),
    ...(username !== '' && {
      auth: { username: decoded(text, username), password: decoded(text, password) },
    }),
  }
}
