import type { CompiledProject } from './compiled-project.ts'

type Plain = Readonly<Record<string, unknown>>

interface Resource {
  readonly Type: string
  readonly Properties: Plain
}

/** What of a function decides which records reach it, and how. */
export interface Deployed {
  readonly handler: unknown
  readonly name: unknown
  readonly timeout: unknown
  readonly memory: unknown
  readonly environment: Plain
  /** By the settings of each stream, the source aside. */
  readonly streams: readonly Plain[]
}

/** What AWS takes where the template says nothing. @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html */
const awsDefaults = {
  MaximumBatchingWindowInSeconds: 0,
  ParallelizationFactor: 1,
  MaximumRetryAttempts: -1,
  MaximumRecordAgeInSeconds: -1,
  BisectBatchOnFunctionError: false,
  FunctionResponseTypes: [],
  TumblingWindowInSeconds: 0,
  FilterCriteria: { Filters: [] },
  MetricsConfig: { Metrics: [] },
}

/** Settings without those that say where from, with patterns as what they mean, and of a destination where to. */
export const comparable = (properties: Plain): Plain => {
  const all = { ...awsDefaults, ...JSON.parse(JSON.stringify(properties)) } as Plain & {
    readonly FilterCriteria: { readonly Filters: readonly { readonly Pattern: string }[] }
    readonly DestinationConfig?: { readonly OnFailure?: { readonly Destination?: unknown } }
  }
  const { EventSourceArn: _, FunctionName: __, DestinationConfig, ...settings } = all
  const patterns = all.FilterCriteria.Filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown)
  const { Destination } = DestinationConfig?.OnFailure ?? {}
  return { ...settings, FilterCriteria: patterns, ...(Destination !== undefined && { Destination }) }
}

const ofType = (resources: Plain, type: string): readonly (readonly [string, Plain])[] =>
  Object.entries(resources).flatMap(([id, resource]) => {
    const { Type, Properties } = resource as Resource
    return Type === type ? [[id, Properties] as const] : []
  })

const targetOf = (mapping: Plain): unknown =>
  (mapping['FunctionName'] as { readonly 'Fn::GetAtt'?: readonly string[] } | undefined)?.['Fn::GetAtt']?.[0]

const isOfTable = (id: string): boolean => id.includes('EventSourceMappingDynamodb')

/** The functions on tables' streams in a template, by their deployed names. */
export const deployedIn = ({ resources = {} }: CompiledProject): ReadonlyMap<string, Deployed> => {
  const mappings = ofType(resources, 'AWS::Lambda::EventSourceMapping').filter(([id]) => isOfTable(id))
  const found = ofType(resources, 'AWS::Lambda::Function').flatMap(([id, properties]) => {
    const streams = mappings.filter(([, mapping]) => targetOf(mapping) === id)
    if (streams.length === 0) return []
    const environment = (properties['Environment'] as { readonly Variables?: Plain } | undefined)?.Variables
    const deployed: Deployed = {
      handler: properties['Handler'],
      name: properties['FunctionName'],
      timeout: properties['Timeout'],
      memory: properties['MemorySize'],
      environment: environment ?? {},
      streams: streams.map(([, mapping]) => comparable(mapping)),
    }
    return [[String(properties['FunctionName']), deployed] as const]
  })
  return new Map(found)
}
