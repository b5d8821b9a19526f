// Entry `tailrace/engine`: a local event source mapping, usable without the rest.
export { EventSourceMapping } from './event-source-mapping.ts'
export type { ClosedBy, Emit, EngineEvent, EngineHappening } from './events.ts'
export type { LoadedFunction } from './function/environments.ts'
export type { FunctionNote } from './function/function-note.ts'
export type { HttpFunctionOptions } from './function/http-function.ts'
export { httpFunction } from './function/http-function.ts'
export type { InProcessFunctionOptions } from './function/in-process-function.ts'
export { inProcessFunction } from './function/in-process-function.ts'
export type { LocalContext } from './function/local-context.ts'
export type { WorkerFunction, WorkerFunctionOptions } from './function/worker-function.ts'
export { workerFunction } from './function/worker-function.ts'
export type { WindowFields } from './machine/tumbling-window.ts'
export type { EventSourceMappingOptions } from './mapping-options.ts'
export type { MetricName, MetricPoint, Metrics } from './metrics.ts'
export { newMetrics } from './metrics.ts'
export type { LambdaFilters } from '../core/pattern/admit-filter.ts'
export type { Clock } from '../core/clock.ts'
export { systemClock } from '../core/clock.ts'
export type { AnsweredRecord } from './machine/answered.ts'
export type { EngineChoices } from './machine/choices.ts'
export { defaultChoices } from './machine/choices.ts'
export type { Checkpoint, CheckpointStore } from './ports/checkpoint-store.ts'
export type { FailureDestination, FailureDocument } from './ports/failure-destination.ts'
export { failureObjectKey } from './ports/failure-destination.ts'
export { memoryCheckpointStore } from './ports/memory-checkpoint-store.ts'
export type { MemoryFailureDestination } from './ports/memory-failure-destination.ts'
export { memoryFailureDestination } from './ports/memory-failure-destination.ts'
export type { FunctionEnvelope } from './ports/envelope.ts'
export type { FunctionTarget, InvocationEvent, InvokeResult } from './ports/function-target.ts'
export type {
  ReadResult,
  ShardDescription,
  ShardPage,
  ShardPosition,
  SourceProblem,
  StreamStatus,
  StreamSource,
} from './ports/stream-source.ts'
export { SourceError } from './ports/stream-source.ts'
export { fileCheckpointStore } from '../adapters/file/file-checkpoint-store.ts'
export { localParty } from '../adapters/file/local-party.ts'
export type { LeaseMark, LeaseMarks } from '../core/lease/lease-marks.ts'
export type { LeaseHolder, LeaseParty, LocalProcess } from '../core/lease/lease-party.ts'
export type { EventSourceMappings } from './resource/event-source-mappings.ts'
export { eventSourceMappings } from './resource/event-source-mappings.ts'
export type { ListEventSourceMappingsInput, ListEventSourceMappingsOutput } from './resource/list-mappings.ts'
export type {
  CreateEventSourceMappingInput,
  EventSourceMappingConfiguration,
  MappingAnswer,
  MappingParameters,
  MappingState,
  UpdateEventSourceMappingInput,
} from './resource/mapping-configuration.ts'
export type { EventSourceMappingsOptions } from './resource/resource-options.ts'
export type { FunctionStream, StreamFunction } from './serverless-settings.ts'
export { streamFunctions } from './serverless-settings.ts'
export type { MappingSettings } from './settings.ts'
export { defaultSettings, mappingSettings } from './settings.ts'
export type { SimulatedClock } from './simulated-clock.ts'
export { simulatedClock } from './simulated-clock.ts'
export type { ImageName } from './stream-check.ts'
export { checkStream } from './stream-check.ts'
export type { ScriptedSource, ScriptedSourceOptions, SourceCall } from './sources/scripted-source.ts'
export { scriptedSource } from './sources/scripted-source.ts'
export { engineFaults } from './faults.ts'
export { mappingFaults } from './resource/faults.ts'
