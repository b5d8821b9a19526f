import { applicationEnv } from './application-env.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Variables by which an SDK finds somebody's credentials, or is told to look past the endpoints given here. */
export const accountVariables: readonly string[] = [
  'AWS_ACCESS_KEY_ID',
  'AWS_CONFIG_FILE',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_DEFAULT_PROFILE',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SECURITY_TOKEN',
  'AWS_SESSION_TOKEN',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
]

/**
 * What of this process's environment a local function may have: all but the way to anybody's account. Endpoints that
 * somebody has set are kept: they lead where he wants.
 */
export const withoutAccounts = (env: Env): Env =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !accountVariables.includes(name)))

/** Where a local function may go, and under which credentials. */
export interface LocalAccess {
  /** Of the tables. */
  readonly endpoint: string
  readonly region: string
  /** Of everything else of AWS: what refuses it. */
  readonly refuser: string
  /** A path at which there is no file, for the configuration that SDKs read. */
  readonly nowhere: string
}

/**
 * The variables that keep a local function on this machine: made-up credentials, no profile, no metadata service, the
 * tables at their door, and every other service at an endpoint that somebody has set, else at the refuser.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html
 */
export const localAccessEnv = (env: Env, access: LocalAccess): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: access.refuser,
  ...(env['AWS_ENDPOINT_URL'] && { AWS_ENDPOINT_URL: env['AWS_ENDPOINT_URL'] }),
  ...applicationEnv(access),
  AWS_DEFAULT_REGION: access.region,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: access.nowhere,
  AWS_SHARED_CREDENTIALS_FILE: access.nowhere,
})

/** Variables that name sinks of ours. */
const sinkNames = ['SEARCH_URL', 'CACHE_URL', 'AUDIT_URL', 'NOTIFY_URL', 'BLOB_URL', 'PARK_URL', 'LEDGER_URL']

/** The sinks that this process's environment names: used only where that was allowed. */
export const givenSinks = (env: Env): Readonly<Record<string, string>> =>
  Object.fromEntries(
    sinkNames.flatMap(name => {
      const url = env[name]
      return url === undefined || url === '' ? [] : [[name, url] as const]
    }),
  )
