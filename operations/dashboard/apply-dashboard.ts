import { isDeepStrictEqual } from 'node:util'
import type { CloudWatch } from '../../adapters/cloudwatch/open-cloudwatch.ts'
import { asking } from '../../adapters/cloudwatch/open-cloudwatch.ts'
import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { asError } from '../../core/errors/thrown.ts'
import type { DashboardBody } from './definition.ts'
import { ownMark } from './definition.ts'
import { monitoringFaults } from './faults.ts'

/** What became of a dashboard. */
export type DashboardOutcome = 'created' | 'changed' | 'unchanged' | 'removed' | 'absent'

const missing: readonly string[] = ['ResourceNotFound', 'DashboardNotFoundError', 'ResourceNotFoundException']

/** LocalStack has another name for it, and says so in words only. */
const isMissing = ({ name, message }: Error): boolean =>
  missing.includes(name) || (name.startsWith('InvalidParameterValue') && / does not exist/.test(message))

/** The body as text, or `undefined` where there is no such dashboard. */
const bodyOf = async ({ client, sdk }: CloudWatch, DashboardName: string): Promise<string | undefined> => {
  try {
    const found = await asking('GetDashboard', async () =>
      client.send(new sdk.GetDashboardCommand({ DashboardName })),
    )
    return found.DashboardBody
  } catch (error) {
    const cause = isPipelineError(error) ? error.cause : error
    if (isMissing(asError(cause))) return undefined
    throw error
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The body of a dashboard of ours; one of somebody else is never touched. */
const ownBody = async (cloudWatch: CloudWatch, name: string): Promise<string | undefined> => {
  const text = await bodyOf(cloudWatch, name)
  if (text !== undefined && !text.includes(ownMark))
    throw raise(monitoringFaults, 'monitoring.dashboard-foreign', { name })
  return text
}

/**
 * Writes a dashboard, unless it is there as it should be.
 *
 * @throws PipelineError `monitoring.dashboard-foreign`, `cloudwatch.*`
 */
export const applyDashboard = async (
  cloudWatch: CloudWatch,
  DashboardName: string,
  body: DashboardBody,
): Promise<DashboardOutcome> => {
  const { client, sdk } = cloudWatch
  const before = await ownBody(cloudWatch, DashboardName)
  if (before !== undefined && isDeepStrictEqual(parsed(before), parsed(JSON.stringify(body))))
    return 'unchanged'
  const command = new sdk.PutDashboardCommand({ DashboardName, DashboardBody: JSON.stringify(body) })
  await asking('PutDashboard', async () => client.send(command))
  return before === undefined ? 'created' : 'changed'
}

/**
 * Takes a dashboard of ours away.
 *
 * @throws PipelineError `monitoring.dashboard-foreign`, `cloudwatch.*`
 */
export const removeDashboard = async (cloudWatch: CloudWatch, name: string): Promise<DashboardOutcome> => {
  const { client, sdk } = cloudWatch
  if ((await ownBody(cloudWatch, name)) === undefined) return 'absent'
  await asking('DeleteDashboards', async () =>
    client.send(new sdk.DeleteDashboardsCommand({ DashboardNames: [name] })),
  )
  return 'removed'
}
