import type { ClaimStore } from '../../core/ledger/claim-store.ts'
import { openOnDemand } from './scheme.ts'

/**
 * Where strict processors claim their effects, by the URL of the resume ledger: `dynamodb://TABLE` (the same table),
 * `file:PATH` (a file beside it, PATH.claims) or `memory:`.
 */
export const claimStore = (url: string | undefined): ClaimStore => {
  const open = openOnDemand<ClaimStore>('ledger', url, {
    file: async path => (await import('../file/file-claim-store.ts')).fileClaimStore(`${path}.claims`),
    dynamodb: async place => (await import('../dynamodb/open-ledger-store.ts')).openClaimStore(place),
    memory: async () => (await import('../memory/memory-claim-store.ts')).memoryClaimStore(),
  })
  return {
    write: async (claim, signal) => (await open()).write(claim, signal),
    read: async (place, signal) => (await open()).read(place, signal),
  }
}
