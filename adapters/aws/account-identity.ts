import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { awsFaults } from './faults.ts'
import { exportsOf } from '../exports-of.ts'

/** Whose credentials a process has, and which region it works in. */
export interface AccountIdentity {
  readonly account: string
  readonly region: string
}

/**
 * Asks AWS whose credentials this process has: profile, role or keys, as SDKs find them. The client of STS is loaded
 * for that.
 *
 * @throws PipelineError `aws.account-unknown`
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const accountIdentity = async (): Promise<AccountIdentity> => {
  try {
    const { GetCallerIdentityCommand, STSClient } = exportsOf(await import('@aws-sdk/client-sts'))
    const client = new STSClient({ maxAttempts: 2 })
    const { Account } = await client.send(new GetCallerIdentityCommand({}))
    const region = await client.config.region()
    client.destroy()
    if (Account !== undefined) return { account: Account, region }
    throw new Error('AWS names no account')
  } catch (error) {
    throw raise(awsFaults, 'aws.account-unknown', { reason: reasonOf(error) }, { cause: error })
  }
}
