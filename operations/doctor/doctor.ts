import type { AwsPlace } from '../../adapters/aws/aws-access.ts'
import { awsAccess } from '../../adapters/aws/aws-access.ts'
import type { Clock } from '../../core/clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { checkDeployed } from '../checks/check-deployed.ts'
import type { CheckResult } from '../checks/deployed-check.ts'
import type { Deployment } from '../checks/deployment.ts'
import { doctorFaults } from './faults.ts'
import type { RightStatement } from './needed-rights.ts'
import { pipelinesHere } from './pipelines-here.ts'
import { readDeployment } from './read-deployment.ts'

/** What {@link doctor} takes. */
export interface DoctorOptions extends AwsPlace {
  readonly tableName: string
  readonly functionName: string | undefined
  readonly maxReadUnits: number
  /** Where a project may be, whose processors say what functions need. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly onTable: (table: Deployment['table'], isLocal: boolean) => void
}

/** What a doctor found, and the least that each function has to be allowed. */
export interface DoctorReport extends CheckResult {
  readonly table: string
  readonly region: string
  readonly account: string
  readonly policies: ReadonlyMap<string, readonly RightStatement[]>
}

const placeIn = (tableArn: string): Pick<DoctorReport, 'region' | 'account'> => {
  const [, , , region = '', account = ''] = tableArn.split(':')
  return { region, account }
}

/**
 * Looks at a table and the functions on its stream, deployed by Tailrace or not, and says what is wrong with them.
 * Nothing is changed.
 *
 * @throws PipelineError `doctor.*`
 */
export const doctor = async (options: DoctorOptions): Promise<DoctorReport> => {
  const { env, folder, tableName, onTable } = options
  const access = awsAccess(env, options)
  const here = await pipelinesHere(folder, env)
  const { deployment, policies } = await readDeployment({
    ...options,
    access,
    here,
    onTable: table => {
      onTable(table, access.isLocal)
    },
  })
  const { findings, notChecked } = checkDeployed(deployment)
  const processors =
    here.because === undefined ? [] : [{ check: 'processors', because: `no project here: ${here.because}` }]
  const { TableArn } = deployment.table
  return {
    table: tableName,
    ...placeIn(TableArn),
    findings,
    notChecked: [...notChecked, ...processors],
    policies,
  }
}

/**
 * The report of a doctor as a policy for each function.
 *
 * @throws PipelineError `doctor.nothing-to-allow`
 */
export const policiesIn = ({ policies, table }: DoctorReport): Readonly<Record<string, unknown>> => {
  if (policies.size === 0) throw raise(doctorFaults, 'doctor.nothing-to-allow', { tableName: table })
  return Object.fromEntries(
    [...policies].map(([name, Statement]) => [name, { Version: '2012-10-17', Statement }]),
  )
}
