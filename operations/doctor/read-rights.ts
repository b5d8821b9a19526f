import type { EvaluationResult, IAMClient } from '@aws-sdk/client-iam'
import type { AwsAccess } from '../../adapters/aws/aws-access.ts'
import { loadSdk } from '../../adapters/aws/load-sdk.ts'
import type { Known, Rights } from '../checks/deployment.ts'
import { ask } from './ask.ts'
import type { RightStatement } from './needed-rights.ts'

/** A name that nobody has, for what may be done to things that are none of the function's. */
const nobodys = 'tailrace-doctor-probe'

interface Probe {
  readonly action: string
  readonly resource: string
}

const probesOf = (tableArn: string): readonly Probe[] => {
  const [, partition = 'aws', , , account = ''] = tableArn.split(':')
  const otherTable = tableArn.replace(/table\/.*$/, `table/${nobodys}`)
  return [
    { action: 'dynamodb:DeleteTable', resource: tableArn },
    { action: 'dynamodb:PutItem', resource: otherTable },
    { action: 's3:DeleteBucket', resource: `arn:${partition}:s3:::${nobodys}` },
    { action: 'iam:CreateUser', resource: `arn:${partition}:iam::${account}:user/${nobodys}` },
  ]
}

/** Where conditions ask for what is only known at the call, nobody can say. */
const isSure = ({ MissingContextValues = [] }: EvaluationResult): boolean => MissingContextValues.length === 0

/** IAM takes so many actions at once, far more than a statement has. */
const simulated = async (
  client: IAMClient,
  role: string,
  actions: readonly string[],
  resource: string,
): Promise<readonly EvaluationResult[]> => {
  const { paginateSimulatePrincipalPolicy } = await import('@aws-sdk/client-iam')
  const input = { PolicySourceArn: role, ActionNames: [...actions], ResourceArns: [resource] }
  const results: EvaluationResult[] = []
  for await (const page of paginateSimulatePrincipalPolicy({ client }, input))
    results.push(...(page.EvaluationResults ?? []))
  return results.filter(isSure)
}

/** What is asked about a role. */
export interface RightsQuestion {
  readonly role: string
  readonly tableArn: string
  readonly needed: readonly RightStatement[]
}

const answer = async (client: IAMClient, { role, tableArn, needed }: RightsQuestion): Promise<Rights> => {
  const missing: string[] = []
  for (const { Sid, Action, Resource } of needed) {
    // A domain's own policy decides as well, which is not looked at here.
    if (Sid === 'Search') continue
    const resource = Resource.replace(/\*$/, nobodys)
    for (const { EvalActionName = '', EvalDecision } of await simulated(client, role, Action, resource))
      if (EvalDecision !== 'allowed') missing.push(`${EvalActionName} on ${Resource}`)
  }
  const tooWide: string[] = []
  for (const { action, resource } of probesOf(tableArn))
    for (const { EvalDecision } of await simulated(client, role, [action], resource))
      if (EvalDecision === 'allowed')
        tooWide.push(
          resource.includes(nobodys) ? `${action} on what is not its own` : `${action} on ${resource}`,
        )
  return { role, missing, tooWide }
}

/**
 * What a role may not do that it needs, and may do that it does not, as IAM itself judges its policies. Nothing is done
 * by that.
 */
export const readRights = async ({ settings }: AwsAccess, question: RightsQuestion): Promise<Known<Rights>> =>
  ask('iam:SimulatePrincipalPolicy', async () => {
    const { IAMClient } = await loadSdk('@aws-sdk/client-iam', async () => import('@aws-sdk/client-iam'))
    const client = new IAMClient(settings)
    try {
      return await answer(client, question)
    } finally {
      client.destroy()
    }
  })
