import type { XmlElement } from '../../adapters/aws/read-xml.ts'
import { xmlAt, xmlText } from '../../adapters/aws/read-xml.ts'
import type { FunctionNetwork, Known, SubnetWay, VpcEndpoint } from '../checks/deployment.ts'
import { ask } from './ask.ts'
import type { AskEc2 } from './ec2-query.ts'

/** Where a function stands, as Lambda says it. */
export interface FunctionVpc {
  readonly vpcId: string
  readonly subnetIds: readonly string[]
}

const listed = async (ec2: AskEc2, action: string, vpcId: string, set: string): Promise<XmlElement[]> => {
  const found: XmlElement[] = []
  let nextToken: string | undefined
  do {
    const page = await ec2(action, vpcId, nextToken)
    found.push(...xmlAt(page, set, 'item'))
    nextToken = xmlText(page, 'nextToken')
  } while (nextToken !== undefined && nextToken !== '')
  return found
}

/** What carries requests of a function out of a VPC; an internet gateway does not, as a function has no public address. */
const carriers = [
  'natGatewayId',
  'transitGatewayId',
  'instanceId',
  'networkInterfaceId',
  'carrierGatewayId',
  'localGatewayId',
  'coreNetworkArn',
]

const isWayOut = (route: XmlElement): boolean => {
  if (xmlText(route, 'state') !== 'active') return false
  // Of IPv6 the SDK makes no use unless it is told to.
  if (xmlText(route, 'destinationIpv6CidrBlock') !== undefined) return false
  const isToGateway = /^vgw-/.test(xmlText(route, 'gatewayId') ?? '')
  // An endpoint of a load balancer stands as a gateway too, but has a range of addresses and no list of a service's.
  const isToBalancer =
    /^vpce-/.test(xmlText(route, 'gatewayId') ?? '') &&
    xmlText(route, 'destinationPrefixListId') === undefined
  return isToGateway || isToBalancer || carriers.some(name => (xmlText(route, name) ?? '') !== '')
}

const isOf = (table: XmlElement, subnetId: string): boolean =>
  xmlAt(table, 'associationSet', 'item').some(each => xmlText(each, 'subnetId') === subnetId)

const isMain = (table: XmlElement): boolean =>
  xmlAt(table, 'associationSet', 'item').some(each => xmlText(each, 'main') === 'true')

/** A subnet without a table of its own goes by the main one of its VPC. */
const wayOf = (subnetId: string, tables: readonly XmlElement[]): SubnetWay => {
  const table = tables.find(each => isOf(each, subnetId)) ?? tables.find(isMain)
  const routes = table === undefined ? [] : xmlAt(table, 'routeSet', 'item')
  return {
    subnetId,
    routeTable: table && xmlText(table, 'routeTableId'),
    hasWayOut: routes.some(isWayOut),
  }
}

const endpointOf = (item: XmlElement): VpcEndpoint => ({
  id: xmlText(item, 'vpcEndpointId') ?? '',
  // com.amazonaws.REGION.SERVICE
  service: (xmlText(item, 'serviceName') ?? '').split('.').at(-1) ?? '',
  isGateway: xmlText(item, 'vpcEndpointType') !== 'Interface',
  isNamed: xmlText(item, 'privateDnsEnabled') === 'true',
  routeTables: xmlAt(item, 'routeTableIdSet', 'item').map(({ text }) => text.trim()),
})

/** How a function in a VPC gets to AWS; `undefined` of one that is in none, and gets everywhere. */
export const readNetwork = async (
  ec2: AskEc2,
  vpc: FunctionVpc | undefined,
): Promise<Known<FunctionNetwork | undefined>> => {
  if (vpc === undefined) return { isKnown: true, value: undefined }
  const { vpcId, subnetIds } = vpc
  const tables = await ask('ec2:DescribeRouteTables', async () =>
    listed(ec2, 'DescribeRouteTables', vpcId, 'routeTableSet'),
  )
  if (!tables.isKnown) return tables
  const endpoints = await ask('ec2:DescribeVpcEndpoints', async () =>
    listed(ec2, 'DescribeVpcEndpoints', vpcId, 'vpcEndpointSet'),
  )
  if (!endpoints.isKnown) return endpoints
  const isThere = (item: XmlElement): boolean => xmlText(item, 'state')?.toLowerCase() === 'available'
  return {
    isKnown: true,
    value: {
      vpcId,
      subnets: subnetIds.map(id => wayOf(id, tables.value)),
      endpoints: endpoints.value.filter(isThere).map(endpointOf),
    },
  }
}
