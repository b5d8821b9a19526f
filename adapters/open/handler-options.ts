import type { FaultInjector } from '../../core/dispatch/fault-injector.ts'
import { seededFaults } from '../../core/dispatch/fault-injector.ts'
import type { StreamHandlerOptions } from '../../core/handler/stream-handler-options.ts'
import { claimStore } from './claim-store.ts'
import { blobStore } from './blob-store.ts'
import { itemSource } from './item-source.ts'
import { ledgerStore } from './ledger-store.ts'
import { parkingStore } from './parking-store.ts'

/** The environment of a function. */
export type Env = Readonly<Record<string, string | undefined>>

/** `tailrace dev --chaos` sets these two; nothing else does. */
const faultsIn = ({ CHAOS_RATE, CHAOS_SEED = '0' }: Env): FaultInjector | undefined =>
  CHAOS_RATE === undefined ? undefined : seededFaults({ rate: Number(CHAOS_RATE), seed: Number(CHAOS_SEED) })

/**
 * The options of `streamHandler` from LEDGER_URL, PARK_URL, BLOB_URL (where one is set), TABLE_NAME and STAGE. Items
 * are read from TABLE_NAME, or from the table that a record's stream names.
 */
export const handlerOptions = (env: Env): StreamHandlerOptions => {
  const faults = faultsIn(env)
  return {
    ledger: ledgerStore(env['LEDGER_URL']),
    claims: claimStore(env['LEDGER_URL']),
    parking: parkingStore(env['PARK_URL']),
    ...(env['REFRESH'] !== 'off' && { items: itemSource(env['TABLE_NAME'], env['REPLACED_TABLES']) }),
    ...(env['BLOB_URL'] !== undefined && { blobs: blobStore(env['BLOB_URL']) }),
    stage: env['STAGE'] ?? 'dev',
    ...(faults && { faults }),
  }
}
