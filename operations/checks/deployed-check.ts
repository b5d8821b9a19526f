import type { Deployment, Known } from './deployment.ts'
import type { CheckSource, DeploymentFinding, Remark } from './finding.ts'

/** The ten that tables suffer from most, by name. */
export const pitfalls = [
  'hot-partition',
  'large-items',
  'inefficient-queries',
  'over-provisioning',
  'missing-retries',
  'no-monitoring',
  'poor-key-design',
  'ignored-limits',
  'no-backup',
  'synchronous-work',
] as const

/** One of {@link pitfalls}. */
export type Pitfall = (typeof pitfalls)[number]

/** A finding, with the page that it rests on. */
export interface DoctorFinding extends DeploymentFinding {
  readonly pitfall?: Pitfall
  readonly see: string
}

/** A check that nobody could make, and why. */
export interface NotChecked {
  readonly check: string
  readonly because: string
}

/** What a check came to. */
export interface CheckResult {
  readonly findings: readonly DoctorFinding[]
  readonly notChecked: readonly NotChecked[]
}

/** What is said of a thing; of the table where no subject is given. */
export type SubjectRemark = Remark & { readonly subject?: string }

/** A check of what is deployed. */
export interface DeployedCheck {
  readonly name: string
  readonly reads: CheckSource
  readonly see: string
  readonly run: (deployment: Deployment) => CheckResult
}

/** How {@link deployedCheck} is told of a check: what it needs to know, and what it says of that. */
export interface CheckOf<T> {
  readonly name: string
  readonly pitfall?: Pitfall
  readonly reads?: CheckSource
  readonly see: string
  readonly needs: (deployment: Deployment) => Known<T>
  readonly look: (value: T, deployment: Deployment) => readonly SubjectRemark[] | SubjectRemark | undefined
}

const isList = (
  said: readonly SubjectRemark[] | SubjectRemark | undefined,
): said is readonly SubjectRemark[] => Array.isArray(said)

/** A check that says nothing of what is not known, but that it is not. */
export const deployedCheck = <T>(check: CheckOf<T>): DeployedCheck => {
  const { name, pitfall, reads = 'aws', see, needs, look } = check
  return {
    name,
    reads,
    see,
    run: deployment => {
      const known = needs(deployment)
      if (!known.isKnown) return { findings: [], notChecked: [{ check: name, because: known.because }] }
      const said = look(known.value, deployment)
      const remarks = said === undefined ? [] : isList(said) ? said : [said]
      const findings = remarks.map(({ subject = deployment.table.TableName, ...remark }) => ({
        check: name,
        ...(pitfall && { pitfall }),
        subject,
        ...remark,
        see,
      }))
      return { findings, notChecked: [] }
    },
  }
}

/** What needs no asking. */
export const told = <T>(value: T): Known<T> => ({ isKnown: true, value })
