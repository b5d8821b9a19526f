import { fault } from './fault.ts'

/** Errors of versions, and of what is settled where versions cannot decide. */
export const versionFaults = {
  'version.label-missing': fault<{ streamArn: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d =>
      `${JSON.stringify(d.streamArn)} is no stream whose label says when it was made, so its records have no version.`,
    remedy:
      'DynamoDB labels every stream. Where another source gives the records, set version to attributeVersion(...), an item’s own version, or sequenceVersion({ epoch }); the records wait.',
  }),
  'version.sequence-unsupported': fault<{ sequenceNumber: string; problem: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `SequenceNumber ${d.sequenceNumber} cannot be turned into a version: ${d.problem}.`,
    remedy:
      'This stream source numbers its records in another way than DynamoDB; set version to attributeVersion(...), an item’s own version. The records wait.',
  }),
  'version.attribute-missing': fault<{ attribute: string; found: string }>({
    disposition: 'park',
    message: d => `The item carries no version in ${d.attribute}: it holds ${d.found}.`,
    remedy: 'Every writer has to raise it, a whole number from 0; write the item anew, then redrive.',
  }),
  'version.tied': fault<{ id: string; version: string }>({
    disposition: 'park',
    message: d =>
      `Version ${d.version} of ${d.id} does not say whether the record or what the sink holds is newer.`,
    remedy:
      'Give the function a source to refresh from (handlerOptions does, with dynamodb:GetItem on the table), then redrive: the item as it is now decides.',
  }),
  'search.id-taken': fault<{ id: string; owner: string }>({
    disposition: 'park',
    message: d => `The document ${d.id} belongs to the item ${d.owner}.`,
    remedy:
      'Two items claim one id: mend the items or the id function, then redrive. Without a source to refresh from, nobody could ask the table which of them still does.',
  }),
  'search.id-invalid': fault<{ processor: string; found: string }>({
    disposition: 'park',
    message: d => `The id function of ${d.processor} gave ${d.found}, which is no document id.`,
    remedy: 'An id is a text that is not empty and well-formed; mend the function or the item, then redrive.',
  }),
  'search.field-reserved': fault<{ processor: string; field: string }>({
    disposition: 'park',
    message: d => `The document of ${d.processor} has a field ${d.field}, which Tailrace keeps for itself.`,
    remedy: 'Give the field another name, then redrive.',
  }),
  'search.mapping-missing': fault<{ sink: string; index: string; reason: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `${d.sink} does not let ${d.index} have the field that versions need: ${d.reason}.`,
    remedy:
      'Map _tailrace as { "type": "object", "enabled": false } yourself, or let the function put mappings; the records wait.',
  }),
  'search.mark-unwritable': fault<{ sink: string; index: string; reason: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `${d.sink} does not let ${d.index} say who writes: ${d.reason}.`,
    remedy:
      'The function needs to create and write that index: it keeps two tables or regions from writing over each other. The records wait.',
  }),
  'search.owner-differs': fault<{ index: string; owner: string; writer: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `${d.index} is written by ${d.owner}, so ${d.writer} has to wait.`,
    remedy:
      'Two regions cannot order their writes to one index: give each its own. To take the index over, stop the other writer, then forget it with searchAdmin(...).forgetWriter.',
  }),
  'search.mark-contended': fault<{ index: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `The list of the writers of ${d.index} is being changed by others.`,
    remedy: 'Nothing to mend: the records are retried.',
  }),
  'search.unsettled': fault<{ id: string; tries: number }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `The item of ${d.id} or its document changed during each of ${d.tries} refreshes.`,
    remedy: 'Nothing to mend: the record is retried, and the writes that were in the way are on the stream.',
  }),
}
