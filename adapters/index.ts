// Entry `tailrace/adapters`: the ports by URL, each adapter loaded when it is first used.
export { auditSink } from './open/audit-sink.ts'
export { blobStore } from './open/blob-store.ts'
export { cache } from './open/cache.ts'

export type {
  IoredisClient,
  NodeRedisClient,
  NodeRedisCluster,
  NodeRedisSentinel,
  ValkeyClient,
} from './valkey/client-shapes.ts'
export { clientCache } from './valkey/client-cache.ts'
export type { DependentStoreOptions } from './open/dependent-store.ts'
export { dependentStore } from './open/dependent-store.ts'
export type { FailedObjects, WaitingObject } from '../core/parking/failed-objects.ts'
export { failedObjects } from './open/failed-objects.ts'
export { failureDestination } from './open/failure-destination.ts'
export type { Env } from './open/handler-options.ts'
export { handlerOptions } from './open/handler-options.ts'
export { itemSource } from './open/item-source.ts'
export { claimStore } from './open/claim-store.ts'
export { ledgerStore } from './open/ledger-store.ts'
export { versionCounters } from './open/version-counters.ts'
export { notificationSink } from './open/notification-sink.ts'
export { parkingStore } from './open/parking-store.ts'
export type {
  AliasDescription,
  CreatedIndex,
  IndexAdmin,
  IndexDefinition,
  NewMapping,
  RunIndexRequest,
} from './opensearch/index-definition.ts'
export { searchAdmin } from './open/search-admin.ts'
export { searchStore } from './open/search-store.ts'
export { awsFaults } from './aws/faults.ts'
export { fileFaults } from './file/faults.ts'
export { configFaults } from './open/faults.ts'
export { searchFaults } from './opensearch/faults.ts'
export { cacheFaults } from './valkey/faults.ts'
