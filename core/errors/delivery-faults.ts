import { defineFaults } from './define-faults.ts'

/** Errors of delivering a batch to the processors. */
export const deliveryFaults = defineFaults({
  'delivery.deadline': {
    disposition: 'retry',
    message: (d: { processor: string; afterMs: number }) =>
      `${d.processor} was still running when the function's time was up, after ${d.afterMs} ms.`,
    remedy: 'Raise the function timeout, lower BatchSize, or give the call a shorter timeout of its own.',
  },
  'delivery.ledger-unreadable': {
    disposition: 'retry',
    message: (d: { reason: string }) => `The resume ledger cannot be read: ${d.reason}.`,
    remedy:
      'The whole batch is reported, so nothing is repeated. Look at the ledger table and its permissions.',
  },
  'delivery.ledger-unwritable': {
    disposition: 'retry',
    message: (d: { reason: string }) => `The resume ledger cannot be written: ${d.reason}.`,
    remedy:
      'The response is returned all the same. Finished effects of this batch may be repeated, and as attempts cannot be counted, the age of a record decides when it is parked.',
  },
  'delivery.parking-failed': {
    disposition: 'retry',
    message: (d: { reason: string }) => `A change could not be parked: ${d.reason}.`,
    remedy: 'The record is reported and tried again. Look at PARK_URL and its permissions.',
  },
  'delivery.attempts-exhausted': {
    disposition: 'park',
    message: (d: { processor: string; attempts: number }) =>
      `${d.processor} was given up after ${d.attempts} attempts that never came to an answer.`,
    remedy: 'Give the call a timeout of its own, below the function timeout, then redrive the parked record.',
  },
  'delivery.killed': {
    disposition: 'park',
    message: (d: { processor: string; kills: number }) =>
      `${d.processor} was given up: its record, alone in its batch, ended the function ${d.kills} times.`,
    remedy:
      'Look for memory, time or an exit that this one record takes in one of the function’s processors, then redrive.',
  },
  'delivery.in-doubt': {
    disposition: 'park',
    message: (d: { processor: string; claimedAtMs: number | undefined; why: string }) =>
      `Nobody can say whether ${d.processor} has had its effect: ${d.why}.`,
    remedy:
      'Look whether it is there, then say so: tailrace redrive --resolve applied, or --resolve repeat to do it again. An error that is sure of no effect says effect: none.',
  },
  'delivery.claimed-elsewhere': {
    disposition: 'retry',
    message: (d: { processor: string; waitMs: number }) =>
      `The effect of ${d.processor} is claimed by another invocation, which has ${d.waitMs} ms left.`,
    remedy:
      'Nothing to mend: the record is tried again, and is in doubt when that time is over and nothing was said.',
  },
  'delivery.claim-unwritable': {
    disposition: 'retry',
    effect: 'none',
    message: (d: { reason: string }) => `The effect of a strict processor cannot be claimed: ${d.reason}.`,
    remedy:
      'The record is reported, and has had no effect. Look at the ledger table and its permissions (dynamodb:PutItem), and give streamHandler its option claims.',
  },
  'delivery.claim-unfinished': {
    disposition: 'retry',
    message: (d: { processor: string; state: string; reason: string }) =>
      `That an effect of ${d.processor} is ${d.state} could not be noted: ${d.reason}.`,
    remedy: 'Where the record comes again it is in doubt. Look at the ledger table and its permissions.',
  },
  'delivery.observer-failed': {
    disposition: 'retry',
    message: (d: { reason: string }) => `What observes the batches threw: ${d.reason}.`,
    remedy: 'The response is returned all the same. Mend the observe option.',
  },
  'delivery.result-unknown': {
    disposition: 'retry',
    message: (d: { processor: string; found: string }) =>
      `${d.processor} answered for a group with ${d.found}, which says nothing.`,
    remedy: "Return 'applied', 'unchanged' or an Error for each group.",
  },
  'delivery.result-mismatch': {
    disposition: 'retry',
    message: (d: { processor: string; wanted: number; found: number }) =>
      `${d.processor} answered for ${d.found} groups instead of ${d.wanted}.`,
    remedy: 'Return one result per group, in the order of the groups, or nothing when all were applied.',
  },
  'delivery.injected': {
    disposition: 'retry',
    scope: 'record',
    message: (d: { processor: string; sequenceNumber: string; attempt: number }) =>
      `Attempt ${d.attempt} of ${d.processor} at ${d.sequenceNumber} failed as ordered.`,
    remedy: 'Nothing to mend: faults were asked for.',
  },
  'delivery.no-records': {
    disposition: 'stop',
    message: (d: { found: string }) => `The event holds no array of Records but ${d.found}.`,
    remedy: 'Put this function on a DynamoDB stream, or give it an event of that shape.',
  },
  'delivery.no-pipe-records': {
    disposition: 'stop',
    message: (d: { found: string }) => `The event of a pipe is no array of records but ${d.found}.`,
    remedy:
      'A function with pipeHandler is the target of a pipe; on an event source mapping of Lambda it wants streamHandler.',
  },
  'delivery.option-invalid': {
    disposition: 'stop',
    message: (d: { option: string; problem: string }) => `streamHandler option ${d.option} ${d.problem}.`,
    remedy: 'See the TSDoc of StreamHandlerOptions.',
  },
})
