import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of documents: of their ids and owners, and of what is settled where versions cannot decide. */
export const indexFaults = defineFaults({
  'version.label-missing': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { streamArn: string }) =>
      `${JSON.stringify(d.streamArn)} is no stream whose label says when it was made, so its records have no version.`,
    remedy:
      'DynamoDB labels every stream. Where another source gives the records, set version to attributeVersion(...), an item’s own version, or sequenceVersion({ epoch }); the records wait.',
  },
  'version.tied': {
    disposition: 'park',
    message: (d: { id: string }) =>
      `The version of ${d.id} does not say whether the record or what the sink holds is newer.`,
    remedy:
      'Give the function a source to refresh from (handlerOptions does, with dynamodb:GetItem on the table), then redrive: the item as it is now decides.',
  },
  'version.inverted': {
    disposition: 'park',
    message: (d: { id: string }) => `The version of ${d.id} fell from one change to a later one.`,
    remedy:
      'Whoever writes the item has to raise its version each time, also when it is written anew. Give the function a source to refresh from (handlerOptions does, with dynamodb:GetItem on the table), then redrive: the item as it is now decides.',
  },
  'search.id-taken': {
    disposition: 'park',
    message: (d: { id: string; owner: string }) => `The document ${d.id} belongs to the item ${d.owner}.`,
    remedy:
      'Two items claim one id: mend the items or the id function, then redrive. Without a source to refresh from, nobody could ask the table which of them still does.',
  },
  'search.id-invalid': {
    disposition: 'park',
    message: (d: { processor: string; found: string }) =>
      `The id function of ${d.processor} gave ${d.found}, which is no document id.`,
    remedy: 'An id is a text that is not empty and well-formed; mend the function or the item, then redrive.',
  },
  'search.document-invalid': {
    disposition: 'park',
    message: (d: { processor: string; found: string }) =>
      `The document function of ${d.processor} gave ${d.found}, which is no document.`,
    remedy:
      'A document is an object with fields, and undefined says that the item has none; mend the function or the item, then redrive.',
  },
  'search.field-reserved': {
    disposition: 'park',
    message: (d: { processor: string; field: string }) =>
      `The document of ${d.processor} has a field ${d.field}, which Tailrace keeps for itself.`,
    remedy: 'Give the field another name, then redrive.',
  },
  'search.owner-differs': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { index: string; owner: string; writer: string }) =>
      `${d.index} is written by ${d.owner}, so ${d.writer} has to wait.`,
    remedy:
      'Two regions cannot order their writes to one index: give each its own. To take the index over, stop the other writer, then forget it with searchAdmin(...).forgetWriter.',
  },
  'search.mark-contended': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { index: string }) => `The list of the writers of ${d.index} is being changed by others.`,
    remedy: 'Nothing to mend: the records are retried.',
  },
  'search.unsettled': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { id: string; tries: number }) =>
      `The item of ${d.id} or its document changed during each of ${d.tries} refreshes.`,
    remedy: 'Nothing to mend: the record is retried, and the writes that were in the way are on the stream.',
  },
  'registry.id-prefix-invalid': {
    disposition: 'stop',
    message: (d: { idPrefix: string; maxBytes: number }) => `${JSON.stringify(d.idPrefix)} is no idPrefix.`,
    remedy: 'Use a well-formed text of at most 100 bytes; ids have room for 512.',
  },
  'search.filling-other': {
    disposition: 'stop',
    message: (d: { index: string; filling: string }) =>
      `The index ${d.filling} is being filled beside ${d.index} already.`,
    remedy: 'Let that run end, or give it up with `tailrace rebuild --abandon`.',
  },
  'search.mark-missing': {
    disposition: 'stop',
    message: (d: { index: string; streams: readonly string[] }) =>
      `Nobody can be told that an index is filled beside ${d.index}: ${d.streams.join(', ') || 'no stream'} names no region and time.`,
    remedy: 'Rebuild it in place, or turn the stream of the table on.',
  },
})
