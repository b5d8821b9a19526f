import { defineFaults } from '../errors/define-faults.ts'

/** Errors of a function on Kinesis; by themselves, so that no other function carries them. */
export const kinesisFaults = defineFaults({
  'kinesis.no-records': {
    disposition: 'stop',
    message: (d: { problem: string }) => `The event is none of a Kinesis stream: ${d.problem}.`,
    remedy:
      'A function with kinesisHandler is on a Kinesis stream, by an event source mapping of Lambda. A table’s own stream wants streamHandler, a pipe pipeHandler.',
  },
  'kinesis.unordered': {
    disposition: 'stop',
    message: (d: { processor: string; problem: string; fix: string }) =>
      `${d.processor} cannot take what comes by Kinesis, in no order and more than once: ${d.problem}. ${d.fix}`,
    remedy:
      'An index goes by versions that items carry, version: attributeVersion(...), or by a refresh, the option items; a state of your own says anyOrder: true where that is so. Or read the table’s own stream.',
  },
  'kinesis.unreadable': {
    disposition: 'park',
    message: (d: { sequenceNumber: string; problem: string }) =>
      `The data of Kinesis record ${d.sequenceNumber} is no change of a table: ${d.problem}.`,
    remedy:
      'It lies parked by itself, and its neighbours went on. Where others write to the stream too, keep theirs out with the filter {"data":{"eventSource":["aws:dynamodb"]}} on the event source mapping; DynamoDB itself neither compresses nor aggregates.',
  },
})
