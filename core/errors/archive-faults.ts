import { fault } from './fault.ts'

/** Errors of archiving, and of the times that items expire at. */
export const archiveFaults = {
  'archive.image-missing': fault<{ key: string }>({
    disposition: 'park',
    message: d => `The removal of ${d.key} carries no old image, so there is nothing to archive.`,
    remedy: 'Set StreamViewType of the table to NEW_AND_OLD_IMAGES or OLD_IMAGE.',
  }),
  'archive.object-damaged': fault<{ key: string; reason: string }>({
    disposition: 'retry',
    message: d => `The archive object ${d.key} cannot be read: ${d.reason}.`,
    remedy: 'Bring back an older version of it; the others are not affected.',
  }),
  'ttl.invalid': fault<{ found: string; problem: string }>({
    disposition: 'park',
    message: d => `${d.found} is no time to expire at: ${d.problem}.`,
    remedy: 'Give a Date or whole epoch seconds; the TTL service deletes nothing else.',
  }),
}
