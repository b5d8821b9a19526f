// The package's main entry: filters, registry, processors of one's own, the handler, and what they are made of.
export type { Amount } from './attributes/decimal-arithmetic.ts'
export {
  addNumbers,
  compareAmounts,
  multiplyNumbers,
  negateNumber,
  roundNumber,
} from './attributes/decimal-arithmetic.ts'
export type { FloatRule } from './attributes/number-text.ts'
export type { AnyNumber } from './attributes/exact-number.ts'
export { ExactNumber } from './attributes/exact-number.ts'
export { marshal, marshalItem } from './attributes/marshal.ts'
export type { PlainItem } from './attributes/unmarshal.ts'
export { unmarshal, unmarshalImage } from './attributes/unmarshal.ts'
export type { BlobStore, StoredBlob } from './blob/blob-store.ts'
export type { AnyChange, Change, Inserted, Modified, Removed, Upsert } from './change/change.ts'
export type { Clock } from './clock.ts'
export { systemClock } from './clock.ts'
export { applyDiff } from './diff/apply-diff.ts'
export type { DiffEntry, DiffPath, SetType } from './diff/image-diff.ts'
export { diffImages } from './diff/image-diff.ts'
export type { BatchResponse } from './dispatch/response.ts'
export type { Attempt, FaultInjector } from './dispatch/fault-injector.ts'
export { seededFaults } from './dispatch/fault-injector.ts'
export type { DeliveryOutcome, DispatchReport, ProcessorReport, RecordReport } from './dispatch/report.ts'
export type { EntityOptions, UnknownItem } from './entity/define-entity.ts'
export { entity } from './entity/define-entity.ts'
export type { Entity, EntityMatch, ItemOf } from './entity/entity.ts'
export type { SchemaIssue, SchemaResult, StandardSchema } from './entity/standard-schema.ts'
export type { ErrorWords } from './errors/describe-error.ts'
export { coreFaults } from './errors/core-faults.ts'
export type { FaultCode, FaultDetail, Faults } from './errors/define-faults.ts'
export { defineFaults } from './errors/define-faults.ts'
export type { Disposition, Fault } from './errors/fault.ts'
export type { FaultError } from './errors/pipeline-error.ts'
export type { RaiseOptions } from './errors/pipeline-error.ts'
export { isFault, isPipelineError, PipelineError, raise } from './errors/pipeline-error.ts'
export type { ConditionFor, ScalarFor } from './filter/condition-for.ts'
export type { Expression, Scalar, WhereCondition } from './filter/expression.ts'
export type { EntityFilter, Filter, Selected } from './filter/filter.ts'
export { allOf, anyOf, everything, not, when } from './filter/words.ts'
export { reportChannel } from './handler/batch-handler.ts'
export type { KinesisEvent, KinesisHandler } from './handler/kinesis-event.ts'
export { kinesisHandler } from './handler/kinesis-handler.ts'
export type { PipeHandler } from './handler/pipe-handler.ts'
export { pipeHandler } from './handler/pipe-handler.ts'
export type { ReadyOptions } from './handler/ready.ts'
export { ready } from './handler/ready.ts'
export type { StreamHandler } from './handler/stream-handler.ts'
export { streamHandler } from './handler/stream-handler.ts'
export type { LambdaContext, StreamHandlerOptions } from './handler/stream-handler-options.ts'
export type { ClaimStore, ClaimWrite } from './ledger/claim-store.ts'
export type { LedgerStore } from './ledger/ledger-store.ts'
export type { Logger } from './logger.ts'
export { jsonLogger, silentLogger } from './logger.ts'
export type {
  BatchFigures,
  WorkEnd,
  ObservedBatch,
  ObservedCall,
  ObservedRecords,
  ObservedSinkCall,
  Observer,
  ProcessorFigures,
  StandAround,
} from './observe/observer.ts'
export type { Observers } from './observe/observers.ts'
export { observers } from './observe/observers.ts'
export type { Opens } from './opens.ts'
export type { PathOf, ValueAt } from './path/path-of.ts'
export type { ParkedObject } from './parking/park.ts'
export type { ParkingStore } from './parking/parking-store.ts'
export type { BatchProcessorOptions, ProcessorOptions } from './processor/define-processor.ts'
export { batchProcessor, processor } from './processor/define-processor.ts'
export type {
  Check,
  Coalesce,
  Context,
  Done,
  EntriesCheck,
  EventsCheck,
  FillContext,
  FilledItem,
  FillingCheck,
  FillResult,
  FoundDocument,
  Group,
  GroupResult,
  Handle,
  HandleBatch,
  Keeps,
  Processor,
  RefreshTarget,
  StateCheck,
} from './processor/processor.ts'
export type { AttributeValue, Image } from './attributes/attribute-value.ts'
export type { ArrivedChange, ArrivedEvent, ArrivedRecord } from './record/arrived-event.ts'
export { itemKey } from './record/item-key.ts'
export type { Origin, OriginRules } from './record/origin.ts'
export type { Kind, StreamEvent, StreamRecord, StreamViewType } from './record/stream-record.ts'
export { filterCriteria } from './registry/criteria.ts'
export { registry } from './registry/define-registry.ts'
export { explainRecord } from './registry/explain.ts'
export type { ImageNeeds, TableShape } from './registry/image-needs.ts'
export { imageNeeds } from './registry/image-needs.ts'
export type { Explanation, FilterCriteria, Match, PlainRule, Registry } from './registry/registry.ts'
export type { ItemAddress, ItemSource } from './refresh/item-source.ts'
export { attributeVersion } from './version/attribute-version.ts'
export type { LedgerVersionOptions } from './version/ledger-version.ts'
export { ledgerVersion } from './version/ledger-version.ts'
export type { NumberRequest, TakenNumber, VersionCounters } from './version/version-counters.ts'
export type { VersionNote } from './version/version-note.ts'
export type { VersionedRecord, VersionStrategy } from './version/version-strategy.ts'
export { sequenceVersion } from './version/version-strategy.ts'
