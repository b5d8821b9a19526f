import type { EventSourceMapping } from '../event-source-mapping.ts'
import type { FailureDestination } from '../ports/failure-destination.ts'
import type { FunctionTarget } from '../ports/function-target.ts'
import type { StreamSource } from '../ports/stream-source.ts'
import type { MappingSettings } from '../settings.ts'
import { defaultSettings } from '../settings.ts'
import type { FunctionReference } from './function-name.ts'
import { functionArnBeside } from './function-name.ts'
import type {
  EventSourceMappingConfiguration,
  MappingParameters,
  MappingState,
} from './mapping-configuration.ts'

/** A mapping of the resource. */
export interface MappingEntry {
  readonly uuid: string
  readonly source: StreamSource
  settings: MappingSettings
  function: FunctionReference
  target: FunctionTarget
  destination: string | undefined
  onFailure: FailureDestination | undefined
  state: MappingState
  lastModifiedMs: number
  lastProcessingResult: string
  running: EventSourceMapping | undefined
  /** What is going on until the state is Enabled or Disabled again. */
  transition: Promise<void>
}

const withoutUndefined = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Partial<T>

/** Settings with what parameters change in them; the parameters were checked. */
export const changedSettings = (
  before: MappingSettings,
  { FilterCriteria, MetricsConfig, FunctionName, DestinationConfig, ...plain }: MappingParameters,
): MappingSettings => ({
  ...before,
  ...(withoutUndefined(plain) as Partial<MappingSettings>),
  ...(FilterCriteria && {
    FilterCriteria: {
      Filters: (FilterCriteria.Filters ?? []).map(({ Pattern = '' }) => ({ Pattern })),
    },
  }),
  ...(MetricsConfig && {
    MetricsConfig: { Metrics: (MetricsConfig.Metrics ?? []) as MappingSettings['MetricsConfig']['Metrics'] },
  }),
})

/** The settings of a new mapping before its parameters. */
export const firstSettings = (StartingPosition: MappingSettings['StartingPosition']): MappingSettings => ({
  ...defaultSettings,
  StartingPosition,
})

/** The mapping as AWS shows it. */
export const configurationOf = (entry: MappingEntry): EventSourceMappingConfiguration => {
  const { settings, source, uuid, destination } = entry
  const { Enabled, FilterCriteria, MetricsConfig, ...plain } = settings
  const [, partition = 'aws', , region = '', account = ''] = source.streamArn.split(':')
  return {
    UUID: uuid,
    EventSourceMappingArn: `arn:${partition}:lambda:${region}:${account}:event-source-mapping:${uuid}`,
    EventSourceArn: source.streamArn,
    FunctionArn: functionArnBeside(source.streamArn, entry.function),
    State: entry.state,
    StateTransitionReason: 'User action',
    LastProcessingResult: entry.lastProcessingResult,
    LastModified: new Date(entry.lastModifiedMs),
    ...plain,
    DestinationConfig: { OnFailure: destination === undefined ? {} : { Destination: destination } },
    ...(FilterCriteria.Filters.length > 0 && { FilterCriteria }),
    ...(MetricsConfig.Metrics.length > 0 && { MetricsConfig }),
  }
}
