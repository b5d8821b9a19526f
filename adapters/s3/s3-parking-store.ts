import type { ParkingStore } from '../../core/parking/parking-store.ts'
import type { S3Folder } from './s3-folder.ts'

/** Readable where a key is plain, and never a path that some client would take for "one folder up". */
const encoded = (key: string): string =>
  key
    .split('/')
    .map(part => encodeURIComponent(part).replace(/^\.+$/, dots => '%2E'.repeat(dots.length)))
    .join('/')

const decoded = (key: string): string => key.split('/').map(decodeURIComponent).join('/')

/** Parked changes in S3, an object each. */
export const s3ParkingStore = (folder: S3Folder): ParkingStore => ({
  put: async (key, body) => {
    await folder.put(encoded(key), body, { contentType: 'application/json' })
  },
  list: async function* () {
    for await (const key of folder.keys('')) yield { key: decoded(key), body: await folder.get(key) }
  },
})
