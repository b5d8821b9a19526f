import type * as CloudWatchSdk from '@aws-sdk/client-cloudwatch'
import { raise } from '../../core/errors/pipeline-error.ts'
import { asError, reasonOf } from '../../core/errors/thrown.ts'
import { plainWords } from '../aws/plain-words.ts'
import { cloudWatchFaults } from './faults.ts'

type Sdk = typeof CloudWatchSdk

/** CloudWatch's client with the commands that go with it: it is optional, so they are loaded together. */
export interface CloudWatch {
  readonly client: CloudWatchSdk.CloudWatchClient
  readonly sdk: Sdk
}

const loadSdk = async (): Promise<Sdk> => {
  try {
    return await import('@aws-sdk/client-cloudwatch')
  } catch (error) {
    const [reason = ''] = reasonOf(error).split(/[\n.]/)
    throw raise(cloudWatchFaults, 'cloudwatch.client-missing', { reason }, { cause: error })
  }
}

/**
 * A client of the endpoint that `AWS_ENDPOINT_URL_CLOUDWATCH` or `AWS_ENDPOINT_URL` names, else of AWS. An endpoint that
 * is not AWS wants credentials without checking them, so some are made up where the environment has none.
 *
 * @throws PipelineError `cloudwatch.client-missing`
 */
export const openCloudWatch = async (
  env: Readonly<Record<string, string | undefined>>,
  region?: string,
): Promise<CloudWatch> => {
  const sdk = await loadSdk()
  const endpoint = env['AWS_ENDPOINT_URL_CLOUDWATCH'] || env['AWS_ENDPOINT_URL']
  const settings = { maxAttempts: 5, ...(region !== undefined && { region }) }
  if (!endpoint) return { sdk, client: new sdk.CloudWatchClient(settings) }
  const credentials = {
    accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? 'tailrace',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? 'local',
    ...(env['AWS_SESSION_TOKEN'] !== undefined && { sessionToken: env['AWS_SESSION_TOKEN'] }),
  }
  const named = region ?? env['AWS_REGION'] ?? 'us-east-1'
  return { sdk, client: new sdk.CloudWatchClient({ ...settings, endpoint, region: named, credentials }) }
}

const denied: readonly string[] = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']

/**
 * Does one call, and says what became of it in our own words.
 *
 * @throws PipelineError `cloudwatch.access-denied`, `cloudwatch.failed`
 */
export const asking = async <T>(operation: string, ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask()
  } catch (thrown) {
    const { name, message } = asError(thrown)
    const code = denied.includes(name) ? 'cloudwatch.access-denied' : 'cloudwatch.failed'
    throw raise(cloudWatchFaults, code, { operation, name, reason: plainWords(message) }, { cause: thrown })
  }
}
