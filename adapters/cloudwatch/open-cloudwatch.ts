import type * as CloudWatchSdk from '@aws-sdk/client-cloudwatch'
import { raise } from '../../core/errors/pipeline-error.ts'
import { asError } from '../../core/errors/thrown.ts'
import { awsAccess } from '../aws/aws-access.ts'
import { loadSdk } from '../aws/load-sdk.ts'
import { plainWords } from '../aws/plain-words.ts'
import { cloudWatchFaults } from './faults.ts'

type Sdk = typeof CloudWatchSdk

/** CloudWatch's client with the commands that go with it: it is optional, so they are loaded together. */
export interface CloudWatch {
  readonly client: CloudWatchSdk.CloudWatchClient
  readonly sdk: Sdk
}

/**
 * A client of the endpoint that `AWS_ENDPOINT_URL_CLOUDWATCH` or `AWS_ENDPOINT_URL` names, else of where tables are:
 * a question about a table of this machine is never asked in an account.
 *
 * @throws PipelineError `aws.client-missing`
 */
export const openCloudWatch = async (
  env: Readonly<Record<string, string | undefined>>,
  region?: string,
): Promise<CloudWatch> => {
  const sdk = await loadSdk('@aws-sdk/client-cloudwatch', async () => import('@aws-sdk/client-cloudwatch'))
  const endpoint = env['AWS_ENDPOINT_URL_CLOUDWATCH'] || env['AWS_ENDPOINT_URL']
  // Long series are throttled and slow, so there are more attempts than elsewhere, and no timeout but the SDK's.
  const { requestHandler: _, ...settings } = awsAccess(env, { region, endpoint }).settings
  return { sdk, client: new sdk.CloudWatchClient({ ...settings, maxAttempts: 5 }) }
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
