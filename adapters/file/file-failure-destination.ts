import { join } from 'node:path'
import type { FailureDestination, FailureDocument } from '../../engine/ports/failure-destination.ts'
import { failureObjectKey } from '../../engine/ports/failure-destination.ts'
import { writeWhole } from './object-files.ts'

/**
 * A folder in the place of an S3 bucket, with the same keys and documents, payload included.
 *
 * @param written - makes of a document what is written of it
 */
export const fileFailureDestination = (
  folder: string,
  written: (document: FailureDocument) => object = document => document,
): FailureDestination => ({
  kind: 's3',
  write: async (document, mappingId) => {
    await writeWhole(join(folder, failureObjectKey(mappingId, document)), JSON.stringify(written(document)))
  },
})
