import { fault } from './fault.ts'

/** Errors of delivering a batch to the processors. */
export const deliveryFaults = {
  'delivery.deadline': fault<{ processor: string; afterMs: number }>({
    disposition: 'retry',
    message: d => `${d.processor} was still running when the function's time was up, after ${d.afterMs} ms.`,
    remedy: 'Raise the function timeout, lower BatchSize, or give the call a shorter timeout of its own.',
  }),
  'delivery.ledger-unreadable': fault<{ reason: string }>({
    disposition: 'retry',
    message: d => `The resume ledger cannot be read: ${d.reason}.`,
    remedy:
      'The whole batch is reported, so nothing is repeated. Look at the ledger table and its permissions.',
  }),
  'delivery.ledger-unwritable': fault<{ reason: string }>({
    disposition: 'retry',
    message: d => `The resume ledger cannot be written: ${d.reason}.`,
    remedy:
      'The response is returned all the same. Finished effects of this batch may be repeated, and as attempts cannot be counted, the age of a record decides when it is parked.',
  }),
  'delivery.parking-failed': fault<{ reason: string }>({
    disposition: 'retry',
    message: d => `A change could not be parked: ${d.reason}.`,
    remedy: 'The record is reported and tried again. Look at PARK_URL and its permissions.',
  }),
  'delivery.attempts-exhausted': fault<{ processor: string; attempts: number }>({
    disposition: 'park',
    message: d => `${d.processor} was given up after ${d.attempts} attempts that never came to an answer.`,
    remedy: 'Give the call a timeout of its own, below the function timeout, then redrive the parked record.',
  }),
  'delivery.killed': fault<{ processor: string; kills: number }>({
    disposition: 'park',
    message: d =>
      `${d.processor} was given up: its record, alone in its batch, ended the function ${d.kills} times.`,
    remedy:
      'Look for memory, time or an exit that this one record takes in one of the function’s processors, then redrive.',
  }),
  'delivery.observer-failed': fault<{ reason: string }>({
    disposition: 'retry',
    message: d => `What observes the batches threw: ${d.reason}.`,
    remedy: 'The response is returned all the same. Mend the observe option.',
  }),
  'delivery.result-unknown': fault<{ processor: string; found: string }>({
    disposition: 'retry',
    message: d => `${d.processor} answered for a group with ${d.found}, which says nothing.`,
    remedy: "Return 'applied', 'unchanged' or an Error for each group.",
  }),
  'delivery.result-mismatch': fault<{ processor: string; wanted: number; found: number }>({
    disposition: 'retry',
    message: d => `${d.processor} answered for ${d.found} groups instead of ${d.wanted}.`,
    remedy: 'Return one result per group, in the order of the groups, or nothing when all were applied.',
  }),
  'delivery.injected': fault<{ processor: string; sequenceNumber: string; attempt: number }>({
    disposition: 'retry',
    scope: 'record',
    message: d => `Attempt ${d.attempt} of ${d.processor} at ${d.sequenceNumber} failed as ordered.`,
    remedy: 'Nothing to mend: faults were asked for.',
  }),
  'delivery.no-records': fault<{ found: string }>({
    disposition: 'stop',
    message: d => `The event holds no array of Records but ${d.found}.`,
    remedy: 'Put this function on a DynamoDB stream, or give it an event of that shape.',
  }),
  'delivery.option-invalid': fault<{ option: string; problem: string }>({
    disposition: 'stop',
    message: d => `streamHandler option ${d.option} ${d.problem}.`,
    remedy: 'See the TSDoc of StreamHandlerOptions.',
  }),
}
