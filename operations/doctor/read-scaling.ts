import type { AwsAccess } from '../../adapters/aws/aws-access.ts'
import { loadSdk } from '../../adapters/aws/load-sdk.ts'
import type { Deployment } from '../checks/deployment.ts'
import { ask } from './ask.ts'

/** What of a table is scaled by Application Auto Scaling. */
export const readScaling = async (
  { settings }: AwsAccess,
  { TableName }: Deployment['table'],
): Promise<Deployment['scaled']> =>
  ask('application-autoscaling:DescribeScalableTargets', async () => {
    const { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } = await loadSdk(
      '@aws-sdk/client-application-auto-scaling',
      async () => import('@aws-sdk/client-application-auto-scaling'),
    )
    const client = new ApplicationAutoScalingClient(settings)
    try {
      const { ScalableTargets = [] } = await client.send(
        new DescribeScalableTargetsCommand({
          ServiceNamespace: 'dynamodb',
          ResourceIds: [`table/${TableName}`],
        }),
      )
      return ScalableTargets.flatMap(({ ScalableDimension }) => ScalableDimension ?? [])
    } finally {
      client.destroy()
    }
  })
