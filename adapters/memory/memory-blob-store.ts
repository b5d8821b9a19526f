import type { BlobStore } from '../../core/blob/blob-store.ts'
import type { Clock } from '../../core/clock.ts'
import { systemClock } from '../../core/clock.ts'

/** Blobs in memory: for tests. */
export const memoryBlobStore = (clock: Clock = systemClock): BlobStore => {
  const objects = new Map<string, { readonly body: Uint8Array; readonly writtenAtMs: number }>()
  return {
    put: async (key, body) => {
      objects.set(key, { body: Uint8Array.from(body), writtenAtMs: clock.now() })
      return Promise.resolve()
    },
    get: async key => {
      const found = objects.get(key)
      return Promise.resolve(found && Uint8Array.from(found.body))
    },
    list: async function* (prefix) {
      const keys = [...objects.keys()].filter(key => key.startsWith(prefix))
      for (const key of keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
        const found = objects.get(key)
        if (found === undefined) continue
        yield await Promise.resolve({ key, bytes: found.body.length, writtenAtMs: found.writtenAtMs })
      }
    },
    remove: async key => {
      objects.delete(key)
      return Promise.resolve()
    },
  }
}
