import type { DeploymentFinding } from '../operations/checks/finding.ts'

/** A finding in one line. */
export const findingLine = ({ severity, subject, what, why, fix }: DeploymentFinding): string =>
  `${severity.padEnd(6)} ${subject}: ${what}: ${why}. Fix: ${fix}\n`
