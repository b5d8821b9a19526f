import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FailureDestination } from '../../engine/ports/failure-destination.ts'
import { failureObjectKey } from '../../engine/ports/failure-destination.ts'

/** A folder in the place of an S3 bucket, with the same keys and documents, payload included. */
export const fileFailureDestination = (folder: string): FailureDestination => ({
  kind: 's3',
  write: async (document, mappingId) => {
    const path = join(folder, failureObjectKey(mappingId, document))
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, JSON.stringify(document))
  },
})
