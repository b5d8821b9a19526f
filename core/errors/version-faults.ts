import { defineFaults } from './define-faults.ts'

/** Errors of the versions that records carry. */
export const versionFaults = defineFaults({
  'version.sequence-unsupported': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sequenceNumber: string; problem: string }) =>
      `SequenceNumber ${d.sequenceNumber} cannot be turned into a version: ${d.problem}.`,
    remedy:
      'This stream source numbers its records in another way than DynamoDB; set version to attributeVersion(...), an item’s own version. The records wait.',
  },
  'version.attribute-missing': {
    disposition: 'park',
    message: (d: { attribute: string; found: string }) =>
      `The item carries no version in ${d.attribute}: it holds ${d.found}.`,
    remedy: 'Every writer has to raise it, a whole number from 0; write the item anew, then redrive.',
  },
})
