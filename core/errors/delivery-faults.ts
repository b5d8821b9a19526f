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
    remedy: 'The response is returned all the same; finished effects of this batch may be repeated.',
  }),
  'delivery.parking-failed': fault<{ reason: string }>({
    disposition: 'retry',
    message: d => `A change could not be parked: ${d.reason}.`,
    remedy: 'The record is reported and tried again. Look at PARK_URL and its permissions.',
  }),
}
