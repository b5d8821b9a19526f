import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of showing a metric. */
export const metricFaults = defineFaults({
  'metrics.argument-invalid': {
    disposition: 'stop',
    message: (d: { option: string; value: string; allowed: string }) =>
      `${d.option} is ${JSON.stringify(d.value)}, it must be ${d.allowed}.`,
    remedy: 'See `tailrace metrics --help`.',
  },
  'metrics.no-data': {
    disposition: 'stop',
    message: (d: { metric: string; place: string; since: string }) =>
      `CloudWatch has no point of ${d.metric} of ${d.place} since ${d.since}.`,
    remedy:
      'Look at the name and its case, at region and account, and at the dimensions: SuccessfulRequestLatency and ThrottledRequests want --operation.',
  },
})
