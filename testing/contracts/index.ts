// Entry `tailrace/testing/contracts`: the suites that every implementation of a port has to pass, as data.
export type { AuditSinkUnderTest } from './audit-sink.ts'
export { auditSinkContract } from './audit-sink.ts'
export type { BlobStoreUnderTest } from './blob-store.ts'
export { blobStoreContract } from './blob-store.ts'
export type { CacheUnderTest } from './cache.ts'
export { cacheContract } from './cache.ts'
export type { CheckpointStoreUnderTest } from './checkpoint-store.ts'
export { checkpointStoreContract } from './checkpoint-store.ts'
export type {
  ContractAspect,
  ContractCase,
  PortCase,
  PortContract,
  PortContractParts,
  ReasonsAgainst,
} from './contract.ts'
export { contractAspects, portContract, withoutService } from './contract.ts'
export type { DependentStoreUnderTest } from './dependent-store.ts'
export { dependentStoreContract } from './dependent-store.ts'
export type { FailedObjectsUnderTest } from './failed-objects.ts'
export { failedObjectsContract } from './failed-objects.ts'
export type { FailureDestinationUnderTest } from './failure-destination.ts'
export { failureDestinationContract } from './failure-destination.ts'
export type { ContractHandler, FunctionTargetUnderTest } from './function-target.ts'
export { contractHandlers, functionTargetContract } from './function-target.ts'
export type { ItemSourceUnderTest } from './item-source.ts'
export { itemSourceContract } from './item-source.ts'
export type { LeaseMarksUnderTest } from './lease-marks.ts'
export { leaseMarksContract } from './lease-marks.ts'
export type { ClaimStoreUnderTest } from './claim-store.ts'
export { claimStoreContract } from './claim-store.ts'
export type { LedgerStoreUnderTest } from './ledger-store.ts'
export { ledgerStoreContract } from './ledger-store.ts'
export type { ArrivedNotification, NotificationSinkUnderTest } from './notification-sink.ts'
export { notificationSinkContract, sampleNotification } from './notification-sink.ts'
export type { ParkingStoreUnderTest } from './parking-store.ts'
export { parkingStoreContract } from './parking-store.ts'
export type { SearchStoreUnderTest } from './search-store.ts'
export { searchStoreContract } from './search-store.ts'
export type { ServiceFaults, WithFaults } from './service-faults.ts'
export type { StreamSourceUnderTest } from './stream-source.ts'
export { streamSourceContract } from './stream-source.ts'
