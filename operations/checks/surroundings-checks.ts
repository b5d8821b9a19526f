import type { CheckOf, DeployedCheck, SubjectRemark } from './deployed-check.ts'
import { deployedCheck } from './deployed-check.ts'
import type { DeployedFunction, Known } from './deployment.ts'
import { networkRemarks } from './network-remarks.ts'
import { isLocalPlace } from '../verify/source/is-local.ts'

/** A check of what is known of each function; one that is not known is said for itself. */
const ofFunctions = <T>(
  check: Pick<CheckOf<never>, 'name' | 'see'>,
  of: (each: DeployedFunction) => Known<T>,
  look: (value: T, each: DeployedFunction) => readonly SubjectRemark[],
): DeployedCheck => {
  const { name, see } = check
  const one = (each: DeployedFunction): DeployedCheck =>
    deployedCheck({
      name,
      see,
      needs: () => of(each),
      look: value => look(value, each).map(remark => ({ subject: each.functionName, ...remark })),
    })
  return {
    name,
    see,
    reads: 'aws',
    run: deployment => {
      const { functions } = deployment
      if (!functions.isKnown)
        return { findings: [], notChecked: [{ check: name, because: functions.because }] }
      const results = functions.value.map(each => one(each).run(deployment))
      return {
        findings: results.flatMap(({ findings }) => findings),
        notChecked: results.flatMap(({ notChecked }) => notChecked),
      }
    },
  }
}

const isPlace = (name: string): boolean => /_URL$/.test(name) || name.startsWith('AWS_ENDPOINT_URL')

const endpointsPage = 'https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html'

/** A host of AWS, or of an endpoint in a VPC. */
const isOfAws = (url: string): boolean =>
  URL.canParse(url) && /\.(amazonaws\.com(\.cn)?|api\.aws|amazonaws\.eu)$/.test(new URL(url).hostname)

const placeRemark = (name: string, value: string, functionName: string): SubjectRemark | undefined => {
  const fix = `aws lambda update-function-configuration --function-name ${functionName} --environment with ${name} as it should be`
  if (isLocalPlace(value))
    return {
      severity: value.includes('://') ? 'breaks' : 'warns',
      what: `its variable ${name} names a place inside the function itself`,
      why: value.includes('://')
        ? 'nobody answers there, and each change that has to go there is retried until it is lost'
        : 'what is written there is gone with the process, and nobody else sees it',
      fix,
    }
  if (!name.startsWith('AWS_ENDPOINT_URL') || isOfAws(value)) return undefined
  return {
    severity: 'warns',
    what: `its variable ${name} sends requests of the SDK to a host that is none of AWS's`,
    why: 'what is left of a development machine lets every call there fail, or go where nobody looks',
    fix,
  }
}

const places = ofFunctions(
  { name: 'endpoints', see: endpointsPage },
  ({ environment }) => environment,
  (environment, { functionName }) =>
    Object.entries(environment).flatMap(([name, value]): readonly SubjectRemark[] => {
      const remark = isPlace(name) && value !== '' ? placeRemark(name, value, functionName) : undefined
      return remark === undefined ? [] : [remark]
    }),
)

const network = ofFunctions(
  {
    name: 'endpoints',
    see: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html',
  },
  each => each.network,
  (found, each) =>
    found === undefined || !each.environment.isKnown
      ? []
      : networkRemarks(found, each, each.environment.value),
)

/** What variables name and what a VPC lets through: where nothing of a function is known, that is said once. */
const endpoints: DeployedCheck = {
  ...places,
  run: deployment => {
    const [ofPlaces, ofNetwork] = [places.run(deployment), network.run(deployment)]
    const said = new Set(ofPlaces.notChecked.map(({ because }) => because))
    return {
      findings: [...ofPlaces.findings, ...ofNetwork.findings],
      notChecked: [
        ...ofPlaces.notChecked,
        ...ofNetwork.notChecked.filter(({ because }) => !said.has(because)),
      ],
    }
  },
}

const rights = ofFunctions(
  { name: 'rights', see: 'https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html' },
  each => each.rights,
  ({ role, missing, tooWide }, { functionName }) => {
    const fix = `tailrace doctor --policy --function ${functionName} prints what it needs`
    const name = role.split('/').at(-1) ?? role
    return [
      ...missing.map(right => ({
        severity: 'breaks' as const,
        what: `its role ${name} may not do ${right}`,
        why: 'each change for which it has to is retried until it leaves the stream',
        fix,
      })),
      ...tooWide.map(right => ({
        severity: 'warns' as const,
        what: `its role ${name} may do ${right}`,
        why: 'it has no need of that, and whoever gets into the function has it too',
        fix,
      })),
    ]
  },
)

/** Further off than AWS's answer can have taken. */
const clockToleranceMs = 60_000

const clock = deployedCheck({
  name: 'clock-skew',
  see: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html',
  needs: ({ clockAheadMs }) => clockAheadMs,
  look: ms =>
    Math.abs(ms) <= clockToleranceMs
      ? undefined
      : {
          subject: 'this machine',
          severity: 'warns',
          what: `its clock is ${Math.round(Math.abs(ms) / 1000)} s ${ms > 0 ? 'ahead of' : 'behind'} AWS's`,
          why: 'requests that are signed five minutes off are refused, and times in captures and comparisons are wrong',
          fix: 'let it be set by the network: timedatectl set-ntp true',
        },
})

/** What is looked at around functions, and in the machine that looks. */
export const surroundingsChecks: readonly DeployedCheck[] = [endpoints, rights, clock]
