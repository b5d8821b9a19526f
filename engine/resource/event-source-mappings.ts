import { raise } from '../../core/errors/pipeline-error.ts'
import type { FailureDestination } from '../ports/failure-destination.ts'
import type { FunctionTarget } from '../ports/function-target.ts'
import type { StreamSource } from '../ports/stream-source.ts'
import { SourceError } from '../ports/stream-source.ts'
import { checkParameters, invalid, sourceOf } from './check-parameters.ts'
import type { FunctionReference } from './function-name.ts'
import { functionReference } from './function-name.ts'
import type {
  CreateEventSourceMappingInput,
  MappingAnswer,
  MappingParameters,
  MappingState,
  UpdateEventSourceMappingInput,
} from './mapping-configuration.ts'
import type { MappingEntry } from './mapping-entry.ts'
import { changedSettings, configurationOf, firstSettings } from './mapping-entry.ts'
import { listMappings } from './list-mappings.ts'
import type { ListEventSourceMappingsInput, ListEventSourceMappingsOutput } from './list-mappings.ts'
import type { EventSourceMappingsOptions } from './resource-options.ts'
import { startMapping, stopMapping } from './run-mapping.ts'

type ByUuid = Pick<UpdateEventSourceMappingInput, 'UUID'>

/** Lambda's calls for event source mappings, and what a process that plays Lambda needs besides. */
export interface EventSourceMappings {
  readonly createEventSourceMapping: (input: CreateEventSourceMappingInput) => Promise<MappingAnswer>
  readonly getEventSourceMapping: (input: ByUuid) => Promise<MappingAnswer>
  readonly listEventSourceMappings: (
    input?: ListEventSourceMappingsInput,
  ) => Promise<ListEventSourceMappingsOutput>
  readonly updateEventSourceMapping: (input: UpdateEventSourceMappingInput) => Promise<MappingAnswer>
  readonly deleteEventSourceMapping: (input: ByUuid) => Promise<MappingAnswer>
  /** Resolves when no mapping is on its way from one state to another. */
  readonly whenSettled: () => Promise<void>
  /** Resolves when the mappings that are enabled have finished all that is in their streams at this moment. */
  readonly whenCaughtUp: () => Promise<void>
  /** Ends reading; the mappings stay as they are. */
  readonly stop: () => Promise<void>
}

const answer = (entry: MappingEntry, httpStatusCode: number): MappingAnswer => ({
  ...configurationOf(entry),
  $metadata: { httpStatusCode },
})

const known = async (source: StreamSource | undefined, streamArn: string): Promise<StreamSource> => {
  if (source === undefined) throw invalid(`Stream not found: ${streamArn}`)
  try {
    await source.shards(undefined)
  } catch (error) {
    if (error instanceof SourceError && error.problem === 'not-found')
      throw invalid(`Stream not found: ${streamArn}`, error)
    // A stream that does not answer now is there all the same.
  }
  return source
}

const settledState = ({ settings }: MappingEntry): MappingState => (settings.Enabled ? 'Enabled' : 'Disabled')

const stateDuring = (wasEnabled: boolean, isEnabled: boolean): MappingState => {
  if (wasEnabled === isEnabled) return 'Updating'
  return isEnabled ? 'Enabling' : 'Disabling'
}

/**
 * Event source mappings as a resource: created, changed and deleted by Lambda's calls, with its states, defaults and
 * errors. Each mapping that is enabled runs an `EventSourceMapping` of its own, under its UUID.
 *
 * @example
 * ```ts
 * const lambda = eventSourceMappings({ streams: () => source, functions: name => targets.get(name), … })
 * const { UUID } = await lambda.createEventSourceMapping({ FunctionName: 'orders', EventSourceArn, StartingPosition: 'LATEST' })
 * await lambda.whenSettled()
 * ```
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
 */
export const eventSourceMappings = (options: EventSourceMappingsOptions): EventSourceMappings => {
  const { clock, transitionMs = 1_000 } = options
  const entries = new Map<string, MappingEntry>()

  const entryOf = (uuid: string): MappingEntry => {
    const entry = entries.get(uuid)
    if (entry === undefined) throw raise('mapping.not-found', { uuid })
    return entry
  }
  const calmEntry = (uuid: string, verb: string): MappingEntry => {
    const entry = entryOf(uuid)
    if (entry.state !== settledState(entry)) throw raise('mapping.in-use', { uuid, verb })
    return entry
  }
  const locate = (
    FunctionName: string,
  ): { readonly function: FunctionReference; readonly target: FunctionTarget } => {
    const reference = functionReference(FunctionName)
    const target = reference && options.functions(reference.name, reference.qualifier)
    if (target === undefined) throw invalid('Function does not exist')
    return { function: reference ?? { name: FunctionName, qualifier: undefined }, target }
  }
  const destinationOf = (
    input: MappingParameters,
  ): { readonly destination: string | undefined; readonly onFailure: FailureDestination | undefined } => {
    const destination = input.DestinationConfig?.OnFailure?.Destination
    if (destination === undefined || destination === '')
      return { destination: undefined, onFailure: undefined }
    const onFailure = options.destinations?.(destination)
    if (onFailure === undefined) throw invalid(`The destination ${destination} does not exist.`)
    return { destination, onFailure }
  }
  /** AWS answers at once and does it later; what was under way before comes first. */
  const transit = (entry: MappingEntry, state: MappingState, then: () => Promise<void>): void => {
    entry.state = state
    entry.lastModifiedMs = clock.now()
    entry.transition = entry.transition.then(async () => {
      await clock.wait(transitionMs)
      await then()
    })
  }
  const settle = async (entry: MappingEntry): Promise<void> => {
    if (entry.settings.Enabled) await startMapping(entry, options)
    entry.state = settledState(entry)
  }

  const checkDuplicate = (streamArn: string, FunctionName: string, reference: FunctionReference): void => {
    for (const { source, uuid, function: other } of entries.values()) {
      const isSame = other.name === reference.name && other.qualifier === reference.qualifier
      if (isSame && source.streamArn === streamArn)
        throw raise('mapping.exists', { streamArn, functionName: FunctionName, uuid })
    }
  }

  return {
    createEventSourceMapping: async input => {
      const { FunctionName = '' } = input
      const { streamArn, position } = sourceOf(input)
      checkParameters(input)
      const located = locate(FunctionName)
      const source = await known(options.streams(streamArn), streamArn)
      checkDuplicate(streamArn, FunctionName, located.function)
      const { EventSourceArn, StartingPosition, ...parameters } = input
      const entry: MappingEntry = {
        uuid: options.newId(),
        source,
        settings: changedSettings(firstSettings(position), parameters),
        ...located,
        ...destinationOf(input),
        state: 'Creating',
        lastModifiedMs: clock.now(),
        lastProcessingResult: 'No records processed',
        running: undefined,
        transition: Promise.resolve(),
      }
      entries.set(entry.uuid, entry)
      transit(entry, 'Creating', async () => settle(entry))
      return answer(entry, 202)
    },
    getEventSourceMapping: async ({ UUID }) => Promise.resolve().then(() => answer(entryOf(UUID), 200)),
    listEventSourceMappings: async (input = {}) =>
      Promise.resolve().then(() => listMappings([...entries.values()].map(configurationOf), input)),
    updateEventSourceMapping: async input => {
      const { UUID, ...parameters } = input
      const entry = calmEntry(UUID, 'update')
      checkParameters(parameters)
      const located = parameters.FunctionName === undefined ? {} : locate(parameters.FunctionName)
      const destination = parameters.DestinationConfig === undefined ? {} : destinationOf(parameters)
      const wasEnabled = entry.settings.Enabled
      Object.assign(entry, located, destination, { settings: changedSettings(entry.settings, parameters) })
      transit(entry, stateDuring(wasEnabled, entry.settings.Enabled), async () => {
        await stopMapping(entry)
        await settle(entry)
      })
      return Promise.resolve(answer(entry, 202))
    },
    deleteEventSourceMapping: async ({ UUID }) => {
      const entry = calmEntry(UUID, 'delete')
      transit(entry, 'Deleting', async () => {
        await stopMapping(entry)
        entries.delete(UUID)
      })
      return Promise.resolve(answer(entry, 202))
    },
    whenSettled: async () => {
      await Promise.all([...entries.values()].map(async ({ transition }) => transition))
    },
    whenCaughtUp: async () => {
      await Promise.all([...entries.values()].map(async ({ running }) => running?.whenCaughtUp()))
    },
    stop: async () => {
      await Promise.all([...entries.values()].map(async ({ transition }) => transition))
      await Promise.all([...entries.values()].map(stopMapping))
    },
  }
}
