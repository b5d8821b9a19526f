import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of archiving. */
export const archiveFaults = defineFaults({
  'archive.object-damaged': {
    disposition: 'retry',
    message: (d: { key: string; reason: string }) =>
      `The archive object ${d.key} cannot be read: ${d.reason}.`,
    remedy: 'Bring back an older version of it; the others are not affected.',
  },
})
