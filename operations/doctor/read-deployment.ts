import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBClient as Client } from '@aws-sdk/client-dynamodb'
import type { AwsAccess } from '../../adapters/aws/aws-access.ts'
import type { Clock } from '../../core/clock.ts'
import type { DeployedFunction, Deployment, ItemSample, Known } from '../checks/deployment.ts'
import { ask } from './ask.ts'
import { listenToClock } from './clock-ahead.ts'
import type { AskEc2 } from './ec2-query.ts'
import { openEc2 } from './ec2-query.ts'
import { neededRights, servicesCalled } from './needed-rights.ts'
import type { RightStatement } from './needed-rights.ts'
import type { PipelinesHere } from './pipelines-here.ts'
import { readAboutTable, readTable } from './read-table.ts'
import type { LambdaReader, FunctionOnTable } from './read-functions.ts'
import { openLambda } from './read-functions.ts'
import { readNetwork } from './read-network.ts'
import { readPipes } from './read-pipes.ts'
import { readRights } from './read-rights.ts'
import { readSample } from './read-sample.ts'
import { readScaling } from './read-scaling.ts'
import { usageReader } from './read-use.ts'

/** What {@link readDeployment} takes. */
export interface DeploymentOptions {
  readonly access: AwsAccess
  readonly tableName: string
  /** Only this function; else those on the stream. */
  readonly functionName: string | undefined
  /** 0: items are not sampled. */
  readonly maxReadUnits: number
  readonly here: PipelinesHere
  readonly clock: Clock
  /** Told where it looks, before anything but the table's description is asked. */
  readonly onTable: (table: Deployment['table']) => void
}

/** A deployment, and what its functions need to be allowed. */
export interface ReadDeployment {
  readonly deployment: Deployment
  readonly policies: ReadonlyMap<string, readonly RightStatement[]>
}

interface WithRights {
  readonly deployed: DeployedFunction
  readonly needed: readonly RightStatement[]
}

interface AskedOptions extends DeploymentOptions {
  readonly ec2: AskEc2
}

const readFunction = async (
  lambda: LambdaReader,
  mapped: FunctionOnTable,
  table: Deployment['table'],
  { access, here, ec2 }: AskedOptions,
): Promise<WithRights> => {
  const { functionName, mappings } = mapped
  const configuration = await lambda.configuration(functionName)
  const environment = configuration.isKnown ? configuration.value.environment : {}
  const registry = await here.registry(functionName, environment)
  const needed = neededRights({
    functionName,
    tableArn: table.TableArn,
    streamArn: table.LatestStreamArn ?? `${table.TableArn}/stream/*`,
    environment,
    registry,
    failureDestination: mappings.find(each => each.failureDestination !== undefined)?.failureDestination,
  })
  const calls = servicesCalled(needed)
  if (!configuration.isKnown) {
    const { because } = configuration
    const unknown = { isKnown: false, because } as const
    return {
      deployed: {
        ...{ ...mapped, registry, calls },
        ...{ environment: unknown, timeoutMs: unknown, rights: unknown, network: unknown },
      },
      needed,
    }
  }
  const { role, timeoutMs, vpc } = configuration.value
  const [rights, network] = await Promise.all([
    readRights(access, { role, tableArn: table.TableArn, needed }),
    readNetwork(ec2, vpc),
  ])
  const known = <T>(value: T) => ({ isKnown: true, value }) as const
  return {
    deployed: {
      ...{ ...mapped, registry, calls, rights, network },
      ...{ environment: known(environment), timeoutMs: known(timeoutMs) },
    },
    needed,
  }
}

const readFunctions = async (
  table: Deployment['table'],
  options: AskedOptions,
): Promise<Known<readonly WithRights[]>> => {
  const opened = await ask('lambda:ListEventSourceMappings', async () => openLambda(options.access))
  if (!opened.isKnown) return opened
  const lambda = opened.value
  try {
    const mapped = await lambda.mapped(table, options.functionName)
    if (!mapped.isKnown) return mapped
    const value = await Promise.all(
      mapped.value.map(async each => readFunction(lambda, each, table, options)),
    )
    return { isKnown: true, value }
  } finally {
    lambda.close()
  }
}

const readUse = async (
  table: Deployment['table'],
  { access, clock }: DeploymentOptions,
): Promise<Pick<Deployment, 'usage' | 'alarms'>> => {
  const opened = await ask('cloudwatch:GetMetricData', async () => usageReader(access))
  if (!opened.isKnown) return { usage: opened, alarms: opened }
  const { usage, alarms, close } = opened.value
  try {
    const [used, watched] = await Promise.all([usage(table, clock.now()), alarms(table.TableName)])
    return { usage: used, alarms: watched }
  } finally {
    close()
  }
}

const sampled = async (
  client: DynamoDBClient,
  table: Deployment['table'],
  { maxReadUnits }: DeploymentOptions,
): Promise<Known<ItemSample>> => {
  const unknown = (because: string) => ({ isKnown: false, because }) as const
  if (maxReadUnits === 0) return unknown('--max-read-units is 0')
  const sample = await ask('dynamodb:Scan', async () => readSample(client, { table, maxReadUnits }))
  const isTooDear = sample.isKnown && sample.value.readUnits === 0
  return isTooDear ? unknown(`one item costs more than --max-read-units ${maxReadUnits}`) : sample
}

const withoutRights = (functions: Known<readonly WithRights[]>): Deployment['functions'] =>
  functions.isKnown ? { isKnown: true, value: functions.value.map(({ deployed }) => deployed) } : functions

/**
 * Asks AWS everything that the checks want to know of a table and its functions. It reads only.
 *
 * @throws PipelineError `doctor.table-unreadable`, `doctor.function-unknown`, `doctor.credentials-refused`
 */
export const readDeployment = async (options: DeploymentOptions): Promise<ReadDeployment> => {
  const { access, tableName, here, clock, onTable } = options
  const client = new Client(access.settings)
  const clockAhead = listenToClock(client, clock)
  try {
    const table = await readTable(client, tableName)
    onTable(table)
    const [about, functions, pipes, use, scaled, sample] = await Promise.all([
      readAboutTable(client, table),
      readFunctions(table, { ...options, ec2: openEc2(client, access, clock) }),
      readPipes(access, table),
      readUse(table, options),
      readScaling(access, table),
      sampled(client, table, options),
    ])
    const deployment: Deployment = {
      atMs: clock.now(),
      table,
      ...about,
      wantedTimeToLive: here.timeToLive(tableName),
      functions: withoutRights(functions),
      pipes,
      ...use,
      scaled,
      sample,
      clockAheadMs: clockAhead(),
    }
    const found = functions.isKnown ? functions.value : []
    const policies = new Map(found.map(({ deployed, needed }) => [deployed.functionName, needed] as const))
    return { deployment, policies }
  } finally {
    client.destroy()
  }
}
