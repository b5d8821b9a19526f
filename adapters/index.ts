// Entry `tailrace/adapters`: the ports by URL, each adapter loaded when it is first used.
export { auditSink } from './open/audit-sink.ts'
export { cache } from './open/cache.ts'

export { clientCache } from './valkey/client-cache.ts'
export { dependentStore } from './open/dependent-store.ts'
export type { Env } from './open/handler-options.ts'
export { handlerOptions } from './open/handler-options.ts'
export { ledgerStore } from './open/ledger-store.ts'
export { notificationSink } from './open/notification-sink.ts'
export { parkingStore } from './open/parking-store.ts'
export { searchAdmin } from './open/search-admin.ts'
export { searchStore } from './open/search-store.ts'
