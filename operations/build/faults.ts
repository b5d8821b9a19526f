import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of making a file that Node can load out of the user's modules. */
export const buildFaults = defineFaults({
  'build.source-invalid': {
    disposition: 'stop',
    message: (d: { place: string; problem: string; more: number }) =>
      `${d.place}: ${d.problem}${d.more === 0 ? '' : ` (and ${d.more} more)`}`,
    remedy: 'Mend the file; `tailrace dev` takes it up as soon as it is saved.',
  },
  'build.esbuild-missing': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) =>
      `${d.file} is not loaded by Node alone, and esbuild is not installed: ${d.reason}`,
    remedy: 'Install it in the project: npm install --save-dev esbuild',
  },
})
