import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of reading and writing what CloudWatch keeps. */
export const cloudWatchFaults = defineFaults({
  'cloudwatch.access-denied': {
    disposition: 'stop',
    message: (d: { operation: string; name: string; reason: string }) =>
      `CloudWatch does not let these credentials do ${d.operation} (${d.name}): ${d.reason}.`,
    remedy: 'Allow cloudwatch: and the name of the operation to them, or use others.',
  },
  'cloudwatch.failed': {
    disposition: 'stop',
    message: (d: { operation: string; name: string; reason: string }) =>
      `CloudWatch has not answered ${d.operation} (${d.name}): ${d.reason}.`,
    remedy:
      'Look at AWS_REGION, at the credentials and at AWS_ENDPOINT_URL; DynamoDB Local and dynoxide have no CloudWatch.',
  },
  'cloudwatch.answer-incomplete': {
    disposition: 'stop',
    message: (d: { operation: string; reason: string }) =>
      `CloudWatch has answered ${d.operation} in part only: ${d.reason}.`,
    remedy: 'Nothing is worked out from a part. Try again, or over a shorter time.',
  },
})
