import { defineFaults } from './define-faults.ts'

/** Errors that a sink's adapter reports. */
export const sinkFaults = defineFaults({
  'sink.unavailable': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sink: string; reason: string }) => `${d.sink} cannot be reached: ${d.reason}.`,
    remedy: 'Nothing is lost: the records are retried. Look at the sink and the network between.',
  },
  'sink.throttled': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sink: string; retryAfterMs: number }) =>
      `${d.sink} asked to slow down for ${d.retryAfterMs} ms.`,
    remedy: 'Lower the batch size or raise the capacity of the sink.',
  },
  'sink.answer-unknown': {
    disposition: 'retry',
    message: (d: { sink: string; reason: string }) => `${d.sink} answers what nobody foresaw: ${d.reason}.`,
    remedy:
      'Whose fault it is shows while it is retried: a record that fails where others of its processor are applied is parked in the end.',
  },
  'sink.rejected': {
    disposition: 'park',
    scope: 'record',
    message: (d: { sink: string; id: string; reason: string }) => `${d.sink} refuses ${d.id}: ${d.reason}.`,
    remedy: 'Mend the mapping or the projection, then redrive the parked record.',
  },
  'sink.value-unsupported': {
    disposition: 'park',
    message: (d: { path: string; found: string }) =>
      `Nothing says how to write ${d.found} at ${d.path || 'the top'}.`,
    remedy:
      'Give the sink texts, finite numbers, booleans, null, dates, bytes, sets, lists, plain objects, or objects with toJSON; turn anything else into one of these, then redrive.',
  },
})
