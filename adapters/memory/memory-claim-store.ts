import type { ClaimStore } from '../../core/ledger/claim-store.ts'

/** Claims that live as long as the process: for tests and for trying things out. Nothing in it expires. */
export const memoryClaimStore = (): ClaimStore => {
  const texts = new Map<string, string>()
  return {
    write: async ({ place, expected, text }) => {
      const found = texts.get(place)
      const isWritten = found === expected || found === text
      if (isWritten) texts.set(place, text)
      return Promise.resolve(isWritten ? { isWritten } : { isWritten, found })
    },
    read: async place => Promise.resolve(texts.get(place)),
  }
}
