// Entry `tailrace/processors`: the ready processors and their ports.
export type { ArchiveEntry } from './archive/archive-entry.ts'
export type { ArchiveOptions } from './archive/archive.ts'
export { archive } from './archive/archive.ts'
export type { ArchivePart } from './archive/read-archive.ts'
export { readArchive } from './archive/read-archive.ts'
export type { AuditLogOptions } from './audit-log/audit-log.ts'
export { auditLog } from './audit-log/audit-log.ts'
export type { AuditEntry, AuditLine, AuditResult, AuditSink } from './audit-log/audit-sink.ts'
export type { DigestKey } from './audit-log/redact.ts'
export type { CacheInvalidationOptions } from './cache-invalidation/cache-invalidation.ts'
export type { EntryVersion } from './cache-invalidation/check-entries.ts'
export { cacheInvalidation } from './cache-invalidation/cache-invalidation.ts'
export type { Cache, Invalidation } from './cache-invalidation/cache.ts'
export type { CleanupOptions } from './cleanup/cleanup.ts'
export { cleanup } from './cleanup/cleanup.ts'
export type {
  Dependent,
  DependentPage,
  DependentQuery,
  DependentStore,
  Removal,
} from './cleanup/dependent-store.ts'
export type { Notification, NotificationSink } from './notification/notification-sink.ts'
export type { NotificationOptions } from './notification/notification.ts'
export { notification } from './notification/notification.ts'
export type { SearchIndexOptions } from './search-index/search-index.ts'
export { searchIndex } from './search-index/search-index.ts'
export type {
  Conflict,
  DeleteOperation,
  Guard,
  IndexOperation,
  LookRequest,
  SearchOperation,
  SearchResult,
  SearchStore,
  Seen,
  StoredMark,
} from './search-index/search-store.ts'
export { archiveFaults } from './archive/faults.ts'
export { auditFaults } from './audit-log/faults.ts'
export { invalidationFaults } from './cache-invalidation/faults.ts'
export type { LeftDependents } from './cleanup/faults.ts'
export { cleanupFaults } from './cleanup/faults.ts'
export { notificationFaults } from './notification/faults.ts'
export { indexFaults } from './search-index/faults.ts'
