import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { deploymentStub } from '../../test/support/aws-stub/deployment-stub.ts'
import type { StubAccount } from '../../test/support/aws-stub/stub-account.ts'
import { healthyAccount } from '../../test/support/healthy-account.ts'
import '../../test/support/same-samples.ts'
import { doctor } from './doctor.ts'

let account: StubAccount = healthyAccount()
const stub = deploymentStub(() => account)
const empty = mkdtempSync(join(tmpdir(), 'tailrace-network-'))

const look = async () =>
  doctor({
    ...{ tableName: 'shop', functionName: undefined, maxReadUnits: 0, folder: empty, env: {} },
    ...{ clock: systemClock, endpoint: stub.endpoint(), region: 'eu-west-1', onTable: () => undefined },
  })

/** Which services, in which subnets, a finding says are out of reach. */
const cutOff = async (): Promise<readonly string[]> => {
  const { findings } = await look()
  return findings
    .filter(({ check }) => check === 'endpoints')
    .map(({ severity, what }) => {
      const [, service, subnets] = /no way to (\w+): .* in (.*)$/.exec(what) ?? []
      return `${severity} ${service} ${subnets}`
    })
    .toSorted()
}

const inVpc = (subnetIds: readonly string[], variables: Readonly<Record<string, string>>): void => {
  account.functions['shop-orders'] = {
    ...account.functions['shop-orders'],
    Environment: { Variables: variables },
    VpcConfig: { VpcId: 'vpc-1', SubnetIds: subnetIds, SecurityGroupIds: ['sg-1'] },
  }
}

const routeOf = (target: string, destination = '<destinationCidrBlock>0.0.0.0/0</destinationCidrBlock>') =>
  `<item>${destination}${target}<state>active</state><origin>CreateRoute</origin></item>`

/** Routes, and whether a function's requests leave the VPC by them. */
const routes: readonly (readonly [route: string, isWayOut: boolean])[] = [
  [routeOf('<natGatewayId>nat-1</natGatewayId>'), true],
  [routeOf('<transitGatewayId>tgw-1</transitGatewayId>'), true],
  [routeOf('<instanceId>i-1</instanceId><networkInterfaceId>eni-1</networkInterfaceId>'), true],
  [routeOf('<gatewayId>vgw-1</gatewayId>'), true],
  [routeOf('<gatewayId>vpce-9</gatewayId>'), true],
  [routeOf('<gatewayId>igw-1</gatewayId>'), false],
  [routeOf('<vpcPeeringConnectionId>pcx-1</vpcPeeringConnectionId>'), false],
  [
    routeOf('<gatewayId>local</gatewayId>', '<destinationCidrBlock>10.0.0.0/16</destinationCidrBlock>'),
    false,
  ],
  [
    routeOf('<gatewayId>vpce-1</gatewayId>', '<destinationPrefixListId>pl-1</destinationPrefixListId>'),
    false,
  ],
  [
    routeOf(
      '<egressOnlyInternetGatewayId>eigw-1</egressOnlyInternetGatewayId>',
      '<destinationIpv6CidrBlock>::/0</destinationIpv6CidrBlock>',
    ),
    false,
  ],
  [routeOf('<natGatewayId>nat-1</natGatewayId>').replace('>active<', '>blackhole<'), false],
]

const tableOf = (id: string, routeTexts: readonly string[], of: string): string =>
  `<item><routeTableId>${id}</routeTableId><vpcId>vpc-1</vpcId><routeSet>${routeTexts.join('')}</routeSet>` +
  `<associationSet><item><routeTableAssociationId>a-${id}</routeTableAssociationId><routeTableId>${id}</routeTableId>${of}</item></associationSet>` +
  '<propagatingVgwSet/><tagSet><item><key>Name</key><value>a &amp; b &lt;c&gt;</value></item></tagSet></item>'

interface Endpoint {
  readonly service: string
  readonly isGateway: boolean
  readonly isNamed: boolean
  readonly state: string
  readonly tables: readonly string[]
}

const endpointText = ({ service, isGateway, isNamed, state, tables }: Endpoint, at: number): string =>
  `<item><vpcEndpointId>vpce-${at}</vpcEndpointId><vpcEndpointType>${isGateway ? 'Gateway' : 'Interface'}</vpcEndpointType>` +
  `<vpcId>vpc-1</vpcId><serviceName>com.amazonaws.eu-west-1.${service}</serviceName><state>${state}</state>` +
  `<policyDocument>{"Statement":[{"Effect":"Allow"}]}</policyDocument>` +
  `<routeTableIdSet>${isGateway ? tables.map(id => `<item>${id}</item>`).join('') : ''}</routeTableIdSet><subnetIdSet/>` +
  `<privateDnsEnabled>${isNamed}</privateDnsEnabled></item>`

const someRoutes = fc.subarray([...routes], { maxLength: 4 })

const endpoint: fc.Arbitrary<Endpoint> = fc
  .record({
    service: fc.constantFrom('dynamodb', 's3', 'sns', 'dynamodb-streams'),
    isGateway: fc.boolean(),
    isNamed: fc.boolean(),
    state: fc.constantFrom('available', 'Available', 'pending', 'deleted'),
    tables: fc.subarray(['rtb-main', 'rtb-own']),
  })
  .map(each => ({ ...each, isGateway: each.isGateway && ['dynamodb', 's3'].includes(each.service) }))

const uses = {
  dynamodb: { LEDGER_URL: 'dynamodb://ledger' },
  s3: { PARK_URL: 's3://parked/' },
  sns: { NOTIFY_URL: 'arn:aws:sns:eu-west-1:111122223333:topic' },
} as const
const services = Object.keys(uses) as (keyof typeof uses)[]

describe('the way from a VPC to AWS', () => {
  beforeEach(() => {
    account = healthyAccount()
  })

  it('is found missing exactly where no route and no endpoint is one', async () => {
    const vpc = fc.record({
      main: someRoutes,
      own: someRoutes,
      endpoints: fc.array(endpoint, { maxLength: 5 }),
      used: fc.subarray(services),
      isTold: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(vpc, async ({ main, own, endpoints, used, isTold }) => {
        account = healthyAccount()
        account.network = {
          tables: [
            tableOf(
              'rtb-own',
              own.map(([text]) => text),
              '<subnetId>subnet-own</subnetId>',
            ),
            tableOf('rtb-other', [routes[0]?.[0] ?? ''], '<subnetId>subnet-other</subnetId>'),
            tableOf(
              'rtb-main',
              main.map(([text]) => text),
              '<main>true</main>',
            ),
          ],
          endpoints: endpoints.map(endpointText),
        }
        // The address of the first interface of DynamoDB, which has no name of its own there.
        const at = endpoints.findIndex(each => each.service === 'dynamodb' && !each.isGateway)
        const told = isTold && at >= 0
        inVpc(['subnet-own', 'subnet-elsewhere'], {
          ...Object.fromEntries(used.flatMap(name => Object.entries<string>(uses[name]))),
          ...(told && {
            AWS_ENDPOINT_URL_DYNAMODB: `https://vpce-${at}-x.dynamodb.eu-west-1.vpce.amazonaws.com`,
          }),
        })

        const reaches = (service: string, table: string, out: typeof main): boolean =>
          out.some(([, isWayOut]) => isWayOut) ||
          endpoints.some(
            (each, index) =>
              each.service === service &&
              each.state.toLowerCase() === 'available' &&
              (each.isGateway
                ? each.tables.includes(table)
                : each.isNamed || (told && index === at && service === 'dynamodb')),
          )
        const wanted = services.flatMap(service => {
          const isUsed = used.includes(service)
          if (!isUsed && service !== 'dynamodb') return []
          const cut = [
            ...(reaches(service, 'rtb-own', own) ? [] : ['subnet-own']),
            ...(reaches(service, 'rtb-main', main) ? [] : ['subnet-elsewhere']),
          ]
          return cut.length === 0 ? [] : [`${isUsed ? 'breaks' : 'notes'} ${service} ${cut.join(', ')}`]
        })
        expect(await cutOff()).toEqual(wanted.toSorted())
      }),
      { numRuns: 40 },
    )
  }, 120_000)

  it('is not asked about where a function is in no VPC, or was taken out of one', async () => {
    stub.requests.length = 0
    const orders = account.functions['shop-orders']
    account.functions['shop-orders'] = { ...orders, VpcConfig: { VpcId: '', SubnetIds: [] } }

    expect(await cutOff()).toEqual([])
    expect(stub.requests.filter(name => name.startsWith('DescribeRoute'))).toEqual([])
  })

  it.each([
    ['DescribeRouteTables', 'UnauthorizedOperation', 403, 'needs ec2:DescribeRouteTables'],
    ['DescribeVpcEndpoints', 'UnauthorizedOperation', 403, 'needs ec2:DescribeVpcEndpoints'],
    [
      'DescribeVpcEndpoints',
      'RequestLimitExceeded',
      503,
      'ec2:DescribeVpcEndpoints was not answered (RequestLimitExceeded: no)',
    ],
  ])('is said not to be checked where %s is answered with %s', async (operation, type, status, because) => {
    inVpc(['subnet-own'], { PARK_URL: 's3://parked/' })
    account.network = { tables: [], endpoints: [] }
    account.refused = { [operation]: { status, type, message: 'no' } }

    const { findings, notChecked } = await look()

    expect(findings.filter(({ check }) => check === 'endpoints')).toEqual([])
    expect(notChecked).toContainEqual({ check: 'endpoints', because })
  })

  it.each([
    ['http://localstack:4566', ['warns']],
    ['http://172.17.0.1:4566', ['warns']],
    ['http://host.docker.internal:8000', ['warns']],
    ['https://dynamodb.eu-west-1.amazonaws.com.evil.example', ['warns']],
    ['http://127.0.0.1:4566', ['breaks']],
    ['https://dynamodb.eu-west-1.amazonaws.com', []],
    ['https://111122223333.ddb.eu-west-1.amazonaws.com', []],
    ['https://dynamodb.cn-north-1.amazonaws.com.cn', []],
    ['https://dynamodb.eu-west-1.api.aws', []],
    ['https://vpce-1-x.dynamodb.eu-west-1.vpce.amazonaws.com', []],
    ['', []],
  ])('says of an endpoint %s left in a function: %j', async (url, severities) => {
    const orders = account.functions['shop-orders']
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3']) {
      account.functions['shop-orders'] = { ...orders, Environment: { Variables: { [name]: url } } }

      const { findings } = await look()
      const found = findings.filter(({ check }) => check === 'endpoints')

      expect(found.map(({ severity }) => severity)).toEqual(severities)
      // Of a value nothing is shown: it may hold a password.
      for (const { what, why, fix } of found) expect(`${what}${why}${fix}`).not.toContain(new URL(url).host)
    }
  })
})
