import type { DescribeLimitsCommandOutput, TableDescription } from '@aws-sdk/client-dynamodb'
import type { Registry } from '../../core/registry/registry.ts'
import type { MappingSettings } from '../../engine/settings.ts'

/** What was asked of AWS: the answer, or why there is none. A check never makes one up. */
export type Known<T> =
  { readonly isKnown: true; readonly value: T } | { readonly isKnown: false; readonly because: string }

/** A mapping as Lambda has it. */
export interface DeployedMapping {
  readonly uuid: string
  readonly functionName: string
  readonly functionArn: string
  readonly settings: MappingSettings
  /** ARN of what is told of a batch that Lambda gave up. */
  readonly failureDestination: string | undefined
  /** What Lambda says of its last look at the stream. */
  readonly lastResult: string
}

/** What a role may not do that it should, and may do that it need not. */
export interface Rights {
  readonly role: string
  /** `action on resource` */
  readonly missing: readonly string[]
  readonly tooWide: readonly string[]
}

/** A subnet of a function, and how requests leave it. */
export interface SubnetWay {
  readonly subnetId: string
  readonly routeTable: string | undefined
  /** Something carries them out of the VPC, not only to a service by its endpoint. */
  readonly hasWayOut: boolean
}

/** A way from a VPC to one service of AWS. */
export interface VpcEndpoint {
  readonly id: string
  /** As `dynamodb`. */
  readonly service: string
  /** In route tables, of DynamoDB and S3 only; else an interface in subnets. */
  readonly isGateway: boolean
  /** Requests to the service's own name go there. */
  readonly isNamed: boolean
  readonly routeTables: readonly string[]
}

/** The VPC that a function is in. */
export interface FunctionNetwork {
  readonly vpcId: string
  readonly subnets: readonly SubnetWay[]
  readonly endpoints: readonly VpcEndpoint[]
}

/** A function on the stream. */
export interface DeployedFunction {
  readonly functionName: string
  /** Those on the table's stream. */
  readonly mappings: readonly DeployedMapping[]
  /** ARNs of streams that the table had before, and that its mappings still read. */
  readonly formerStreams: readonly string[]
  /** Names and values of its variables, which are never shown. */
  readonly environment: Known<Readonly<Record<string, string>>>
  readonly timeoutMs: Known<number>
  readonly rights: Known<Rights>
  /** `undefined` of one that is in no VPC. */
  readonly network: Known<FunctionNetwork | undefined>
  /** Services of AWS that it calls itself, as `dynamodb`: Lambda reads streams and writes logs for it. */
  readonly calls: readonly string[]
  /** Of one whose pipeline is in the folder. */
  readonly registry: Registry | undefined
}

/** Sums of CloudWatch over the days that were looked at; nothing where no data point is. */
export interface Usage {
  readonly days: number
  /** Throttle events by metric and, of an index, its name: `WriteKeyRangeThroughputThrottleEvents GSI1`. */
  readonly throttles: ReadonlyMap<string, number>
  /** Consumed units by `read` or `write`, and the index's name. */
  readonly consumed: ReadonlyMap<string, number>
  /** Successful requests by operation. */
  readonly requests: ReadonlyMap<string, number>
}

/** What a sample of items shows; keys and values are not kept. */
export interface ItemSample {
  readonly items: number
  readonly readUnits: number
  readonly largestBytes: number
  /** Of those sampled, how many have the most frequent partition key. */
  readonly mostOfOneKey: number
  /** Different partition keys. */
  readonly partitionKeys: number
  /** How many of those are a date or an hour. */
  readonly datedKeys: number
}

/** A table and what hangs on its stream, as AWS has it. */
export interface Deployment {
  readonly atMs: number
  readonly table: TableDescription & { readonly TableName: string; readonly TableArn: string }
  readonly pointInTimeRecovery: Known<boolean>
  readonly backups: Known<number>
  /** The attribute by which items expire. */
  readonly timeToLive: Known<string | undefined>
  /** What the project's files say of it, where they describe the table. */
  readonly wantedTimeToLive: string | undefined
  readonly tags: Known<number>
  readonly limits: Known<
    Pick<DescribeLimitsCommandOutput, 'TableMaxReadCapacityUnits' | 'TableMaxWriteCapacityUnits'>
  >
  /** Names of dimensions that are scaled, as `dynamodb:table:WriteCapacityUnits`. */
  readonly scaled: Known<readonly string[]>
  readonly functions: Known<readonly DeployedFunction[]>
  /** Names of the pipes of EventBridge that read the stream. */
  readonly pipes: Known<readonly string[]>
  /** Whether some alarm looks at the table, and which functions one looks at. */
  readonly alarms: Known<{ readonly ofTable: number; readonly functions: readonly string[] }>
  readonly usage: Known<Usage>
  readonly sample: Known<ItemSample>
  /** How far this machine's clock is ahead of AWS's. */
  readonly clockAheadMs: Known<number>
}
