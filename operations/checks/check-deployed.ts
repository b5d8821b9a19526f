import type { CheckResult, DeployedCheck } from './deployed-check.ts'
import type { Deployment } from './deployment.ts'
import type { Severity } from './finding.ts'
import { deployedMappingChecks } from './function-checks.ts'
import { sampleChecks } from './sample-checks.ts'
import { surroundingsChecks } from './surroundings-checks.ts'
import { tableChecks } from './table-checks.ts'
import { useChecks } from './use-checks.ts'

const order: readonly Severity[] = ['breaks', 'warns', 'notes']

/** All checks of what is deployed. */
export const deployedChecks: readonly DeployedCheck[] = [
  ...tableChecks,
  ...deployedMappingChecks,
  ...surroundingsChecks,
  ...useChecks,
  ...sampleChecks,
]

/** What a person should know of a table and its functions as they are deployed, worst first. */
export const checkDeployed = (deployment: Deployment): CheckResult => {
  const results = deployedChecks.map(({ run }) => run(deployment))
  return {
    findings: results
      .flatMap(({ findings }) => findings)
      .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity)),
    notChecked: results.flatMap(({ notChecked }) => notChecked),
  }
}
