import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of starting a project. */
export const initFaults = defineFaults({
  'init.file-exists': {
    disposition: 'stop',
    message: (d: { folder: string; files: readonly string[] }) =>
      `${d.folder} has ${d.files.join(', ')} already, and what is there is not changed.`,
    remedy: 'Name another folder with --into, which may be a new one inside; nothing was written.',
  },
  'init.package-unreadable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be read: ${d.reason}.`,
    remedy: 'Mend it, so that scripts and dependencies can be added; nothing was written.',
  },
  'init.folder-unwritable': {
    disposition: 'stop',
    message: (d: { path: string; reason: string }) => `${d.path} cannot be written: ${d.reason}.`,
    remedy: 'Name a folder that may be written to with --into. What was written stays; run it again.',
  },
})
