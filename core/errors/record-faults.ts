import { defineFaults } from './define-faults.ts'

/** Errors of a single record's shape or content. */
export const recordFaults = defineFaults({
  'record.malformed': {
    disposition: 'park',
    message: (d: { eventId: string; problem: string }) =>
      `Record ${d.eventId} is not what a stream carries: ${d.problem}.`,
    remedy:
      'It lies parked by itself, and its neighbours went on. Look at what made or changed the event: DynamoDB and Lambda always set these fields so.',
  },
  'record.unnamed': {
    disposition: 'stop',
    message: (d: { eventId: string; problem: string }) =>
      `Record ${d.eventId} has no usable SequenceNumber: ${d.problem}.`,
    remedy:
      'The record cannot be named in a partial response, so the batch fails as a whole. Look at what delivers the event: a SequenceNumber is text of 1 to 40 digits.',
  },
  'record.event-id-missing': {
    disposition: 'stop',
    message: (d: { sequenceNumber: string }) =>
      `Record ${d.sequenceNumber} has no eventID, by which a pipe knows it.`,
    remedy:
      'The record cannot be named in a response to a pipe, so the batch fails as a whole. Take the input transformation out of the pipe.',
  },
  'record.attribute-unknown': {
    disposition: 'park',
    message: (d: { path: string; found: string }) =>
      `Attribute ${d.path} has no known DynamoDB type: ${d.found}.`,
    remedy: 'Upgrade Tailrace if DynamoDB has a new attribute type, then redrive the parked record.',
  },
  'record.attribute-malformed': {
    disposition: 'park',
    message: (d: { path: string; problem: string }) =>
      `Attribute ${d.path} is not as DynamoDB writes it: ${d.problem}.`,
    remedy: 'Look at what delivers the event, mend the parked record, then redrive.',
  },
  'record.value-unsupported': {
    disposition: 'park',
    message: (d: { path: string; found: string }) =>
      `DynamoDB cannot hold ${d.found} at ${d.path || 'the top'}.`,
    remedy: 'Leave the attribute out, or turn it into a text, a number, a list, a map or a set with members.',
  },
  'record.image-invalid': {
    disposition: 'park',
    message: (d: { entity: string; issues: readonly string[] }) =>
      `${d.entity} image does not match its schema: ${d.issues.join('; ')}.`,
    remedy: 'Widen the schema to accept images written by older code, then redrive.',
  },
  'record.time-unreadable': {
    disposition: 'park',
    message: (d: { found: string }) =>
      `ApproximateCreationDateTime cannot be read as a time: it is ${d.found}.`,
    remedy:
      'Lambda delivers epoch seconds; milliseconds, microseconds, nanoseconds and ISO 8601 text are read too. Look at what delivers the event, mend the time in the parked record, then redrive.',
  },
  'record.number-invalid': {
    disposition: 'park',
    message: (d: { path: string; problem: string }) =>
      `The number at ${d.path || 'the top'} is none that DynamoDB holds: ${d.problem}.`,
    remedy:
      'DynamoDB never delivers such a number. Look at what delivers the event, mend the parked record, then redrive.',
  },
  'record.text-malformed': {
    disposition: 'park',
    message: (d: { what: string }) =>
      `${d.what} holds half of a character: a surrogate without its other half.`,
    remedy:
      'Cut texts between characters, as Array.from(text) gives them, not between the units of slice and substring; then redrive.',
  },
  'record.image-missing': {
    disposition: 'park',
    message: (d: { reader: string; viewType: string; images: readonly string[]; canRefresh: boolean }) =>
      `${d.reader} needs the ${d.images.join(' and the ')} image, which this record of a ${d.viewType} stream does not carry.`,
    remedy:
      'Set StreamViewType of the table to NEW_AND_OLD_IMAGES, or give the handler a source of items to refresh from where the processor can refresh; then redrive.',
  },
})
