import { clientSettings } from './client-settings.ts'
import { isLoopbackUrl } from './loopback-url.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Where AWS is to be asked, as a command was told. */
export interface AwsPlace {
  readonly region?: string | undefined
  readonly endpoint?: string | undefined
}

/** What clients of the SDK are made with, whatever the service. */
export interface AwsAccess {
  readonly settings: ReturnType<typeof clientSettings> & {
    readonly endpoint?: string
    readonly credentials?: {
      readonly accessKeyId: string
      readonly secretAccessKey: string
      readonly sessionToken?: string
    }
  }
  /** The endpoint is one of this machine, and no account stands behind it. */
  readonly isLocal: boolean
}

const isGiven = (url: string | undefined): url is string => url !== undefined && url !== ''

/**
 * What clients are made with that look at a deployment. A local endpoint of tables is that of all services: a question
 * about a table of this machine is never asked in an account.
 */
export const awsAccess = (env: Env, { region, endpoint }: AwsPlace): AwsAccess => {
  const named = [endpoint, env['AWS_ENDPOINT_URL_DYNAMODB'], env['AWS_ENDPOINT_URL']].find(isGiven)
  const isLocal = named !== undefined && isLoopbackUrl(named)
  const chosen =
    region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? (isLocal ? 'us-east-1' : undefined)
  const settings = { ...clientSettings(chosen), maxAttempts: 3 }
  if (!isLocal) return { settings: { ...settings, ...(isGiven(endpoint) && { endpoint }) }, isLocal }
  const accessKeyId = env['AWS_ACCESS_KEY_ID'] ?? 'tailrace'
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'] ?? 'local'
  const sessionToken = env['AWS_SESSION_TOKEN']
  const credentials = { accessKeyId, secretAccessKey, ...(isGiven(sessionToken) && { sessionToken }) }
  return {
    settings: { ...settings, endpoint: named, credentials },
    isLocal,
  }
}
