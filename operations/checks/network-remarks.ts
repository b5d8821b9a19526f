import type { SubjectRemark } from './deployed-check.ts'
import type { DeployedFunction, FunctionNetwork, SubnetWay, VpcEndpoint } from './deployment.ts'

const variableOf = (service: string): string => `AWS_ENDPOINT_URL_${service.toUpperCase()}`

/** An endpoint without the service's own name is only used by those who are told its address. */
const isUsed = (
  { id, isNamed }: VpcEndpoint,
  service: string,
  env: Readonly<Record<string, string>>,
): boolean => {
  const told = env[variableOf(service)] ?? env['AWS_ENDPOINT_URL'] ?? ''
  return isNamed || told.includes(id)
}

const reaches = (
  { hasWayOut, routeTable }: SubnetWay,
  { endpoints }: FunctionNetwork,
  service: string,
  env: Readonly<Record<string, string>>,
): boolean =>
  hasWayOut ||
  endpoints.some(endpoint => {
    if (endpoint.service !== service) return false
    if (!endpoint.isGateway) return isUsed(endpoint, service, env)
    return routeTable !== undefined && endpoint.routeTables.includes(routeTable)
  })

const hasGateway = (service: string): boolean => service === 'dynamodb' || service === 's3'

const fixOf = (service: string, { vpcId, subnets }: FunctionNetwork): string => {
  const create = `aws ec2 create-vpc-endpoint --vpc-id ${vpcId} --service-name com.amazonaws.REGION.${service}`
  if (!hasGateway(service))
    return `${create} --vpc-endpoint-type Interface --private-dns-enabled --subnet-ids ${subnets.map(({ subnetId }) => subnetId).join(' ')}`
  const tables = [...new Set(subnets.flatMap(({ routeTable }) => routeTable ?? []))]
  return `${create} --route-table-ids ${tables.join(' ')}`
}

/** Services that its variables and processors have it call; of code that nobody here knows, DynamoDB at the least. */
const servicesOf = ({ calls, registry }: DeployedFunction): ReadonlyMap<string, 'breaks' | 'notes'> =>
  new Map([
    ...(registry === undefined ? [['dynamodb', 'notes'] as const] : []),
    ...calls.map(service => [service, 'breaks'] as const),
  ])

/** What a function in a VPC calls and does not reach. */
export const networkRemarks = (
  network: FunctionNetwork,
  each: DeployedFunction,
  env: Readonly<Record<string, string>>,
): readonly SubjectRemark[] =>
  [...servicesOf(each)].flatMap(([service, severity]): readonly SubjectRemark[] => {
    const cut = network.subnets.filter(subnet => !reaches(subnet, network, service, env))
    if (cut.length === 0) return []
    const where = cut.map(({ subnetId }) => subnetId).join(', ')
    return [
      {
        severity,
        what: `from its VPC ${network.vpcId} there is no way to ${service}: neither an endpoint nor a route out in ${where}`,
        why:
          severity === 'breaks'
            ? 'it calls that, waits for its timeout and fails; an internet gateway alone does not serve a function'
            : 'nobody here knows what its code calls; whatever calls DynamoDB there waits for its timeout',
        fix: fixOf(service, network),
      },
    ]
  })
