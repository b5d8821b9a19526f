/** What is said of each warning: what happens, and what to do about it. Identifiers and items stand in none. */
export const warningTexts = Object.freeze({
  'handler.failures-not-declared': {
    message: (count: number) =>
      `it reports failed records, and its stream does not declare that: Lambda takes the batch as done, so ${count} change${count === 1 ? ' is' : 's are'} dropped without a word`,
    remedy: 'Set functionResponseType: ReportBatchItemFailures (FunctionResponseTypes) on the stream.',
  },
  'handler.failures-misspelled': {
    message: (count: number) =>
      `it reports failed records in a way that Lambda does not read, which takes the batch as done: ${count} change${count === 1 ? ' is' : 's are'} dropped without a word`,
    remedy: 'Return an object, not text: { batchItemFailures: [{ itemIdentifier: SequenceNumber }] }.',
  },
  'handler.identifier-is-event-id': {
    message: () =>
      'it reports failed records by their eventID: Lambda does not know it, so the whole batch fails and comes again',
    remedy:
      'itemIdentifier is record.dynamodb.SequenceNumber, of a Kinesis stream record.kinesis.sequenceNumber.',
  },
  'handler.identifier-unknown': {
    message: () =>
      'it reports a record that is not in its batch, or none by name: the whole batch fails and comes again',
    remedy:
      'itemIdentifier is the dynamodb.SequenceNumber of a record of this batch, as text; to a pipe its eventID.',
  },
  'handler.failures-never-reported': {
    message: () =>
      'its stream declares that it reports failed records, and it has not returned a list of them yet, not even an empty one',
    remedy:
      'Return { batchItemFailures: [] } when all is done. Errors that it catches and does not report are lost; leave the declaration out where it only throws.',
  },
  'handler.retries-end-before-parking': {
    message: () =>
      'a record was still being tried again when, deployed, MaximumRetryAttempts would have ended the tries of its batch: Lambda gives the whole batch up before the record is parked',
    remedy: 'Set maximumRetryAttempts of the stream above maxAttempts of the handler, or leave it out.',
  },
  'handler.requests-left-open': {
    message: () =>
      'it answers before requests that it made are answered: Lambda freezes it then, and they may never end',
    remedy: 'Await them before returning.',
  },
  'handler.rejected-after-answer': {
    message: () =>
      'a promise that it did not await was rejected after its answer: in Lambda that ends a later invocation, with records that have nothing to do with it',
    remedy: 'Await it, or handle its rejection.',
  },
  'handler.answer-ignored': {
    message: () =>
      'it returns a value without a promise, which its runtime does not look at: the batch counts as done whatever it says',
    remedy: 'Make the handler async, or give the value to the callback. nodejs24.x takes it as it is.',
  },
})

/** Stable name of a warning. */
export type WarningCode = keyof typeof warningTexts
