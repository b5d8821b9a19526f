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
    remedy:
      'Every writer has to raise it, a whole number from 0. Give the function a source to refresh from (handlerOptions does, with dynamodb:GetItem on the table), then redrive: the item as it is now decides.',
  },
  'version.position-unknown': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { streamArn: string }) =>
      `${JSON.stringify(d.streamArn)} is no stream whose label says when it was made, so its records have no order.`,
    remedy:
      'DynamoDB labels every stream. Where another source gives the records, set version to attributeVersion(...), an item’s own version, or sequenceVersion({ epoch }); the records wait.',
  },
})
