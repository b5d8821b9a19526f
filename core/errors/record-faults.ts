import { fault } from './fault.ts'

/** Errors of a single record's shape or content. */
export const recordFaults = {
  'record.malformed': fault<{ eventId: string; problem: string }>({
    disposition: 'park',
    message: d => `Record ${d.eventId} is not what a stream carries: ${d.problem}.`,
    remedy:
      'It lies parked by itself, and its neighbours went on. Look at what made or changed the event: DynamoDB and Lambda always set these fields so.',
  }),
  'record.unnamed': fault<{ eventId: string; problem: string }>({
    disposition: 'stop',
    message: d => `Record ${d.eventId} has no usable SequenceNumber: ${d.problem}.`,
    remedy:
      'The record cannot be named in a partial response, so the batch fails as a whole. Look at what delivers the event: a SequenceNumber is text of 1 to 40 digits.',
  }),
  'record.attribute-unknown': fault<{ path: string; found: string }>({
    disposition: 'park',
    message: d => `Attribute ${d.path} has no known DynamoDB type: ${d.found}.`,
    remedy: 'Upgrade Tailrace if DynamoDB has a new attribute type, then redrive the parked record.',
  }),
  'record.value-unsupported': fault<{ path: string; found: string }>({
    disposition: 'park',
    message: d => `DynamoDB cannot hold ${d.found} at ${d.path || 'the top'}.`,
    remedy: 'Leave the attribute out, or turn it into a text, a number, a list, a map or a set with members.',
  }),
  'record.image-invalid': fault<{ entity: string; issues: readonly string[] }>({
    disposition: 'park',
    message: d => `${d.entity} image does not match its schema: ${d.issues.join('; ')}.`,
    remedy: 'Widen the schema to accept images written by older code, then redrive.',
  }),
  'record.version-unsupported': fault<{ sequenceNumber: string; problem: string }>({
    disposition: 'stop',
    message: d =>
      `SequenceNumber ${d.sequenceNumber} cannot be turned into a document version: ${d.problem}.`,
    remedy:
      'This stream source numbers its records in another way than DynamoDB; use the ledger version strategy.',
  }),
}
