import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of what is kept in local files. */
export const fileFaults = defineFaults({
  'engine.checkpoints-unreadable': {
    disposition: 'stop',
    message: (d: { path: string; reason: string }) =>
      `The checkpoints in ${d.path} cannot be read: ${d.reason}.`,
    remedy: 'Mend the file, or delete it to begin at StartingPosition again.',
  },
})
