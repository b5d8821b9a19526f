import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'

/** One action on one resource that a role allows. */
export interface DeployedRight {
  readonly sid: string
  readonly action: string
  readonly resource: string
}

interface Statement {
  readonly Sid?: string
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
}

const rightsOf = (document: unknown): readonly DeployedRight[] => {
  const { Statement } = document as { readonly Statement: Statement | readonly Statement[] }
  return [Statement]
    .flat()
    .flatMap(({ Sid: sid = '', Action, Resource }) =>
      [Action].flat().flatMap(action => [Resource].flat().map(resource => ({ sid, action, resource }))),
    )
}

/** IAM gives its documents percent-encoded. */
const parsed = (document: string | undefined): unknown => {
  const text = document ?? '{}'
  return JSON.parse(text.startsWith('%') ? decodeURIComponent(text) : text)
}

/** What the role of a deployed function allows, its managed policies among it. */
export const deployedRights = async (FunctionName: string): Promise<readonly DeployedRight[]> => {
  const { Role = '' } = await new LambdaClient().send(new GetFunctionConfigurationCommand({ FunctionName }))
  const RoleName = Role.split('/').at(-1)
  const iam = new IAMClient()
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }))
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))
  const own = PolicyNames.map(async PolicyName => {
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))
    return rightsOf(parsed(PolicyDocument))
  })
  const attached = AttachedPolicies.map(async ({ PolicyArn }) => {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }))
    const asked = new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId })
    const { PolicyVersion } = await iam.send(asked)
    return rightsOf(parsed(PolicyVersion?.Document))
  })
  return (await Promise.all([...own, ...attached])).flat()
}
