// Entry `tailrace/engine`: a local event source mapping, usable without the rest.
export type { EventSourceMappingOptions } from './event-source-mapping.ts'
export { EventSourceMapping } from './event-source-mapping.ts'
export type { ClosedBy, Emit, EngineEvent, EngineHappening } from './events.ts'
export type { InProcessFunctionOptions } from './function/in-process-function.ts'
export { inProcessFunction } from './function/in-process-function.ts'
export type { LocalContext } from './function/local-context.ts'
export type { WorkerFunction, WorkerFunctionOptions } from './function/worker-function.ts'
export { workerFunction } from './function/worker-function.ts'
export type { EngineChoices } from './machine/choices.ts'
export { defaultChoices } from './machine/choices.ts'
export type { Checkpoint, CheckpointStore } from './ports/checkpoint-store.ts'
export type { FailureDestination, FailureDocument } from './ports/failure-destination.ts'
export { failureObjectKey } from './ports/failure-destination.ts'
export type { FunctionTarget, InvokeResult } from './ports/function-target.ts'
export type {
  ReadResult,
  ShardDescription,
  ShardPosition,
  SourceProblem,
  StreamSource,
} from './ports/stream-source.ts'
export { SourceError } from './ports/stream-source.ts'
export type { StreamFunction } from './serverless-settings.ts'
export { streamFunctions } from './serverless-settings.ts'
export type { MappingSettings } from './settings.ts'
export { defaultSettings, mappingSettings } from './settings.ts'
export type { SimulatedClock } from './simulated-clock.ts'
export { simulatedClock } from './simulated-clock.ts'
export type { ScriptedSource, SourceCall } from './sources/scripted-source.ts'
export { scriptedSource } from './sources/scripted-source.ts'
