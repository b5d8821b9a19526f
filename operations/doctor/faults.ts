import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of looking at what is deployed. */
export const doctorFaults = defineFaults({
  'doctor.credentials-refused': {
    disposition: 'stop',
    message: (d: { name: string; reason: string }) =>
      `AWS does not take the credentials of this environment (${d.name}): ${d.reason}.`,
    remedy:
      'Sign in anew: aws sso login for a profile of SSO, else new keys; --profile and --region choose others.',
  },
  'doctor.table-unreadable': {
    disposition: 'stop',
    message: (d: { tableName: string; reason: string }) =>
      `Table ${d.tableName} cannot be looked at: ${d.reason}.`,
    remedy: 'Look at its name, at --region, --endpoint and --profile, and at dynamodb:DescribeTable on it.',
  },
  'doctor.function-unknown': {
    disposition: 'stop',
    message: (d: { functionName: string; reason: string }) =>
      `Function ${d.functionName} cannot be looked at: ${d.reason}.`,
    remedy:
      'Give the name under which it is deployed, or leave --function out for all on the stream of the table.',
  },
  'doctor.nothing-to-allow': {
    disposition: 'stop',
    message: (d: { tableName: string }) =>
      `No function is on the stream of ${d.tableName}, so no policy follows.`,
    remedy: 'Deploy it first, or name it with --function.',
  },
})
