import type { EventSourceMappingConfiguration, LambdaClient, VpcConfigResponse } from '@aws-sdk/client-lambda'
import type { AwsAccess } from '../../adapters/aws/aws-access.ts'
import { loadSdk } from '../../adapters/aws/load-sdk.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { defaultSettings } from '../../engine/settings.ts'
import type { DeployedMapping, Deployment, Known } from '../checks/deployment.ts'
import { ask, isDenied, shortReason, throwRefused } from './ask.ts'
import { doctorFaults } from './faults.ts'
import type { FunctionVpc } from './read-network.ts'

const nameIn = (arn: string): string => arn.split(':')[6] ?? arn

const settingsOf = (found: EventSourceMappingConfiguration): DeployedMapping['settings'] => ({
  ...defaultSettings,
  StartingPosition: found.StartingPosition === 'LATEST' ? 'LATEST' : 'TRIM_HORIZON',
  BatchSize: found.BatchSize ?? defaultSettings.BatchSize,
  MaximumBatchingWindowInSeconds: found.MaximumBatchingWindowInSeconds ?? 0,
  ParallelizationFactor: found.ParallelizationFactor ?? 1,
  MaximumRetryAttempts: found.MaximumRetryAttempts ?? -1,
  MaximumRecordAgeInSeconds: found.MaximumRecordAgeInSeconds ?? -1,
  BisectBatchOnFunctionError: found.BisectBatchOnFunctionError ?? false,
  FunctionResponseTypes: (found.FunctionResponseTypes ?? []).includes('ReportBatchItemFailures')
    ? ['ReportBatchItemFailures']
    : [],
  FilterCriteria: {
    Filters: (found.FilterCriteria?.Filters ?? []).map(({ Pattern = '' }) => ({ Pattern })),
  },
  MetricsConfig: {
    Metrics: (found.MetricsConfig?.Metrics ?? []).includes('EventCount') ? ['EventCount'] : [],
  },
  Enabled: !/^Disabl/.test(found.State ?? ''),
})

const mappingOf = (found: EventSourceMappingConfiguration): DeployedMapping => ({
  uuid: found.UUID ?? '',
  functionName: nameIn(found.FunctionArn ?? ''),
  functionArn: found.FunctionArn ?? '',
  settings: settingsOf(found),
  failureDestination: found.DestinationConfig?.OnFailure?.Destination,
  lastResult: found.LastProcessingResult ?? '',
})

/** Mappings, page by page. */
const listed = async (
  client: LambdaClient,
  of: { readonly EventSourceArn?: string; readonly FunctionName?: string },
): Promise<readonly EventSourceMappingConfiguration[]> => {
  const { paginateListEventSourceMappings } = await import('@aws-sdk/client-lambda')
  const found: EventSourceMappingConfiguration[] = []
  for await (const page of paginateListEventSourceMappings({ client }, of))
    found.push(...(page.EventSourceMappings ?? []))
  return found
}

/** A function with its mappings on the streams of the table, old ones apart. */
export interface FunctionOnTable {
  readonly functionName: string
  readonly mappings: readonly DeployedMapping[]
  readonly formerStreams: readonly string[]
}

/** What is known of a function's configuration. */
export interface FunctionConfiguration {
  readonly environment: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly memoryMb: number
  readonly architecture: 'arm64' | 'x86_64'
  readonly role: string
  readonly vpc: FunctionVpc | undefined
}

/** What is asked of Lambda. */
export interface LambdaReader {
  /** The functions on a table's stream, or the one that is named. */
  readonly mapped: (
    table: Deployment['table'],
    functionName?: string,
  ) => Promise<Known<readonly FunctionOnTable[]>>
  readonly configuration: (functionName: string) => Promise<Known<FunctionConfiguration>>
  readonly close: () => void
}

const onTable = (
  functionName: string,
  found: readonly EventSourceMappingConfiguration[],
  { TableArn, LatestStreamArn }: Deployment['table'],
): FunctionOnTable => {
  const ofTable = found.filter(({ EventSourceArn = '' }) => EventSourceArn.startsWith(`${TableArn}/stream/`))
  const isNow = ({ EventSourceArn }: EventSourceMappingConfiguration): boolean =>
    EventSourceArn === LatestStreamArn
  return {
    functionName,
    mappings: ofTable.filter(isNow).map(mappingOf),
    formerStreams: ofTable.flatMap(each => (isNow(each) ? [] : (each.EventSourceArn ?? []))),
  }
}

const readNamed = async (
  client: LambdaClient,
  table: Deployment['table'],
  functionName: string,
): Promise<FunctionOnTable> => {
  try {
    return onTable(functionName, await listed(client, { FunctionName: functionName }), table)
  } catch (error) {
    throwRefused(error)
    if (isDenied(error) || !(error instanceof Error) || error.name !== 'ResourceNotFoundException')
      throw error
    throw raise(
      doctorFaults,
      'doctor.function-unknown',
      { functionName, reason: shortReason(error) },
      { cause: error },
    )
  }
}

const readMapped = async (
  client: LambdaClient,
  table: Deployment['table'],
): Promise<readonly FunctionOnTable[]> => {
  const { LatestStreamArn: stream } = table
  if (stream === undefined) return []
  const found = await listed(client, { EventSourceArn: stream })
  const names = new Set(found.map(({ FunctionArn = '' }) => nameIn(FunctionArn)))
  return [...names].map(name =>
    onTable(
      name,
      found.filter(({ FunctionArn = '' }) => nameIn(FunctionArn) === name),
      table,
    ),
  )
}

/** Of a function that was taken out of its VPC Lambda gives an empty one. */
const vpcOf = ({ VpcId = '', SubnetIds = [] }: VpcConfigResponse = {}): FunctionVpc | undefined =>
  VpcId === '' || SubnetIds.length === 0 ? undefined : { vpcId: VpcId, subnetIds: SubnetIds }

/** A reader of Lambda, whose client is loaded now. */
export const openLambda = async ({ settings }: AwsAccess): Promise<LambdaReader> => {
  const { GetFunctionConfigurationCommand, LambdaClient } = await loadSdk(
    '@aws-sdk/client-lambda',
    async () => import('@aws-sdk/client-lambda'),
  )
  const client = new LambdaClient(settings)
  return {
    mapped: async (table, functionName) =>
      ask('lambda:ListEventSourceMappings', async () =>
        functionName === undefined
          ? readMapped(client, table)
          : [await readNamed(client, table, functionName)],
      ),
    configuration: async functionName =>
      ask('lambda:GetFunctionConfiguration', async () => {
        const found = await client.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }))
        const { Environment, Timeout = 3, Role = '', VpcConfig, MemorySize = 128, Architectures = [] } = found
        return {
          environment: Environment?.Variables ?? {},
          timeoutMs: Timeout * 1_000,
          memoryMb: MemorySize,
          architecture: Architectures.includes('arm64') ? 'arm64' : 'x86_64',
          role: Role,
          vpc: vpcOf(VpcConfig),
        }
      }),
    close: () => {
      client.destroy()
    },
  }
}
