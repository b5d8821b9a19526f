import { existsSync } from 'node:fs'
import { join } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/** Where requests go that need no client to find it. */
export interface DirectPlace {
  readonly url: URL
  readonly region: string
}

/** What is asked, by the beginning of its hosts, which is also what it signs by, and by the end of its variable. */
const services = {
  dynamodb: 'DYNAMODB',
  events: 'EVENTBRIDGE',
  s3: 'S3',
  sns: 'SNS',
  sqs: 'SQS',
} as const

/** A service that is asked without the SDK. */
export type DirectService = keyof typeof services

/** Ordinary regions of the partitions whose hosts are known. */
const suffixes: readonly (readonly [regions: RegExp, suffix: string])[] = [
  [/^(?:af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-\d+$/, 'amazonaws.com'],
  [/^us-gov-[a-z]+-\d+$/, 'amazonaws.com'],
  [/^cn-[a-z]+-\d+$/, 'amazonaws.com.cn'],
]

/** What the SDK reads and acts on, and this does not. */
const onlyTheSdk: readonly string[] = [
  'AWS_ACCOUNT_ID',
  'AWS_ACCOUNT_ID_ENDPOINT_MODE',
  'AWS_AUTH_SCHEME_PREFERENCE',
  'AWS_CONFIG_FILE',
  'AWS_CREDENTIAL_SCOPE',
  'AWS_PROFILE',
  'AWS_SDK_UA_APP_ID',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_SIGV4A_SIGNING_REGION_SET',
]
const bearer = /^AWS_BEARER_TOKEN_/

/** The same, with the value that changes nothing. */
const unless: Readonly<Record<string, string>> = {
  AWS_DISABLE_CLOCK_SKEW_CORRECTION: 'false',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
  AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_SUPPORTED',
  AWS_RETRY_MODE: 'standard',
  AWS_USE_DUALSTACK_ENDPOINT: 'false',
  AWS_USE_FIPS_ENDPOINT: 'false',
}

const isPlain = (env: Env): boolean =>
  onlyTheSdk.every(name => (env[name] ?? '') === '') &&
  Object.keys(env).every(name => !bearer.test(name) || env[name] === '') &&
  Object.entries(unless).every(([name, value]) => [undefined, '', value].includes(env[name]))

/** A folder of settings may name profiles, endpoints and more. */
const hasSettings = ({ HOME: home = '' }: Env, isThere: (path: string) => boolean): boolean =>
  home !== '' && ['config', 'credentials'].some(name => isThere(join(home, '.aws', name)))

/**
 * Whether this is an environment of Lambda whose keys are those in its variables and nothing else has a say: no profiles,
 * no files of settings, nothing of which the SDK alone knows what to make.
 */
export const hasPlainKeys = (env: Env, isThere: (path: string) => boolean = existsSync): boolean => {
  const { AWS_LAMBDA_INITIALIZATION_TYPE: phase = '' } = env
  const hasKeys = (env['AWS_ACCESS_KEY_ID'] ?? '') !== '' && (env['AWS_SECRET_ACCESS_KEY'] ?? '') !== ''
  return phase !== '' && hasKeys && isPlain(env) && !hasSettings(env, isThere)
}

const rootOf = (endpoint: string): URL | undefined => {
  const url = URL.parse(endpoint)
  const isRoot =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    `${url.pathname}${url.search}${url.hash}${url.username}${url.password}` === '/'
  return isRoot ? url : undefined
}

/** What is not the same for everything that asks a service. */
export interface DirectTarget {
  readonly service: DirectService
  /** Where what is asked for lies. @defaultValue the environment's */
  readonly region?: string | undefined
}

/**
 * Where requests for a service go, in an environment of Lambda in which nothing but keys, a region and an endpoint has
 * a say: nothing where profiles, account or FIPS endpoints, other partitions or a file of settings are in play, of
 * which the SDK knows what to make.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
export const directPlace = (
  env: Env,
  { service, region = env['AWS_REGION'] ?? '' }: DirectTarget,
  isThere: (path: string) => boolean = existsSync,
): DirectPlace | undefined => {
  if (!hasPlainKeys(env, isThere)) return undefined
  const suffix = suffixes.find(([regions]) => regions.test(region))?.[1]
  if (suffix === undefined) return undefined
  const named = env[`AWS_ENDPOINT_URL_${services[service]}`] || env['AWS_ENDPOINT_URL']
  const url = rootOf(named || `https://${service}.${region}.${suffix}`)
  return url && { url, region }
}
