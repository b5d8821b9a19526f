import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of an audit log's definition. */
export const auditFaults = defineFaults({
  'registry.option-invalid': {
    disposition: 'stop',
    message: (d: { factory: string; option: string; problem: string }) =>
      `${d.factory} cannot use its option ${d.option}, which ${d.problem}.`,
    remedy: 'See the TSDoc of its options.',
  },
})
