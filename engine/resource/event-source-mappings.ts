import { raise } from '../../core/errors/pipeline-error.ts'
import { checkParameters, sourceOf } from './check-parameters.ts'
import { mappingFaults } from './faults.ts'
import type { FunctionReference } from './function-name.ts'
import { listMappings } from './list-mappings.ts'
import type { ListEventSourceMappingsInput, ListEventSourceMappingsOutput } from './list-mappings.ts'
import { locateDestination, locateFunction, locateStream } from './locate.ts'
import type {
  CreateEventSourceMappingInput,
  MappingAnswer,
  MappingState,
  UpdateEventSourceMappingInput,
} from './mapping-configuration.ts'
import type { MappingEntry } from './mapping-entry.ts'
import { changedSettings, configurationOf, firstSettings } from './mapping-entry.ts'
import type { EventSourceMappingsOptions } from './resource-options.ts'
import { startMapping, stopMapping } from './run-mapping.ts'

/** Lambda's calls for event source mappings, and what a process that plays Lambda needs besides. */
export interface EventSourceMappings {
  /** Answers with the mapping while it is Creating. */
  readonly createEventSourceMapping: (input: CreateEventSourceMappingInput) => Promise<MappingAnswer>
  /** The mapping as it is now. */
  readonly getEventSourceMapping: (
    input: Pick<UpdateEventSourceMappingInput, 'UUID'>,
  ) => Promise<MappingAnswer>
  /** A page of them, perhaps only those of one stream or function. */
  readonly listEventSourceMappings: (
    input?: ListEventSourceMappingsInput,
  ) => Promise<ListEventSourceMappingsOutput>
  /** Changes what is given, leaves the rest, and answers with the mapping while it is Updating. */
  readonly updateEventSourceMapping: (input: UpdateEventSourceMappingInput) => Promise<MappingAnswer>
  /** Answers with the mapping while it is Deleting. */
  readonly deleteEventSourceMapping: (
    input: Pick<UpdateEventSourceMappingInput, 'UUID'>,
  ) => Promise<MappingAnswer>
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

const settledState = ({ settings }: MappingEntry): MappingState => (settings.Enabled ? 'Enabled' : 'Disabled')

const refuseDuplicate = (
  entries: Iterable<MappingEntry>,
  streamArn: string,
  functionName: string,
  { name, qualifier }: FunctionReference,
): void => {
  for (const { source, uuid, function: other } of entries) {
    const isSame = other.name === name && other.qualifier === qualifier
    if (isSame && source.streamArn === streamArn)
      throw raise(mappingFaults, 'mapping.exists', { streamArn, functionName, uuid })
  }
}

const stateDuring = (wasEnabled: boolean, isEnabled: boolean): MappingState => {
  if (wasEnabled === isEnabled) return 'Updating'
  return isEnabled ? 'Enabling' : 'Disabling'
}

/** AWS answers at once and does it later; what was under way before comes first. */
const transit = (
  entry: MappingEntry,
  state: MappingState,
  { clock, transitionMs = 1_000 }: EventSourceMappingsOptions,
  then: () => Promise<void>,
): void => {
  entry.state = state
  entry.lastModifiedMs = clock.now()
  entry.transition = entry.transition.then(async () => {
    await clock.wait(transitionMs)
    await then()
  })
}

/** The mappings that there are, by UUID, and what they run on. */
interface Mappings {
  readonly entries: Map<string, MappingEntry>
  readonly options: EventSourceMappingsOptions
}

const entryOf = (entries: Mappings['entries'], uuid: string): MappingEntry => {
  const entry = entries.get(uuid)
  if (entry === undefined) throw raise(mappingFaults, 'mapping.not-found', { uuid })
  return entry
}

const calmEntry = (entries: Mappings['entries'], uuid: string, verb: string): MappingEntry => {
  const entry = entryOf(entries, uuid)
  if (entry.state !== settledState(entry)) throw raise(mappingFaults, 'mapping.in-use', { uuid, verb })
  return entry
}

const settle = async (entry: MappingEntry, options: EventSourceMappingsOptions): Promise<void> => {
  if (entry.settings.Enabled) await startMapping(entry, options)
  entry.state = settledState(entry)
}

const create = async (
  { entries, options }: Mappings,
  input: CreateEventSourceMappingInput,
): Promise<MappingAnswer> => {
  const { FunctionName = '' } = input
  const { streamArn, position } = sourceOf(input)
  checkParameters(input)
  const located = locateFunction(options, FunctionName)
  const source = await locateStream(options, streamArn)
  refuseDuplicate(entries.values(), streamArn, FunctionName, located.function)
  const { EventSourceArn, StartingPosition, ...parameters } = input
  const entry: MappingEntry = {
    uuid: options.newId(),
    source,
    settings: changedSettings(firstSettings(position), parameters),
    ...located,
    ...locateDestination(options, input),
    state: 'Creating',
    lastModifiedMs: options.clock.now(),
    lastProcessingResult: 'No records processed',
    running: undefined,
    transition: Promise.resolve(),
  }
  entries.set(entry.uuid, entry)
  transit(entry, 'Creating', options, async () => settle(entry, options))
  return answer(entry, 202)
}

const update = ({ entries, options }: Mappings, input: UpdateEventSourceMappingInput): MappingAnswer => {
  const { UUID, ...parameters } = input
  const entry = calmEntry(entries, UUID, 'update')
  checkParameters(parameters)
  const located =
    parameters.FunctionName === undefined ? {} : locateFunction(options, parameters.FunctionName)
  const destination = parameters.DestinationConfig === undefined ? {} : locateDestination(options, parameters)
  const wasEnabled = entry.settings.Enabled
  Object.assign(entry, located, destination, { settings: changedSettings(entry.settings, parameters) })
  transit(entry, stateDuring(wasEnabled, entry.settings.Enabled), options, async () => {
    await stopMapping(entry)
    await settle(entry, options)
  })
  return answer(entry, 202)
}

const remove = ({ entries, options }: Mappings, uuid: string): MappingAnswer => {
  const entry = calmEntry(entries, uuid, 'delete')
  transit(entry, 'Deleting', options, async () => {
    await stopMapping(entry)
    entries.delete(uuid)
  })
  return answer(entry, 202)
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
  const entries = new Map<string, MappingEntry>()
  const mappings = { entries, options }

  return {
    createEventSourceMapping: async input => create(mappings, input),
    getEventSourceMapping: async ({ UUID }) =>
      Promise.resolve().then(() => answer(entryOf(entries, UUID), 200)),
    listEventSourceMappings: async (input = {}) =>
      Promise.resolve().then(() => listMappings([...entries.values()].map(configurationOf), input)),
    updateEventSourceMapping: async input => Promise.resolve(update(mappings, input)),
    deleteEventSourceMapping: async ({ UUID }) => Promise.resolve(remove(mappings, UUID)),
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
