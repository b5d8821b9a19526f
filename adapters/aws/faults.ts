import { defineFaults } from '../../core/errors/define-faults.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'

/** Errors of what an AWS account has to hold and allow; the sink as a whole is in trouble, so no attempt counts. */
export const awsFaults = defineFaults({
  'aws.resource-missing': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sink: string; name: string }) => `${d.sink} does not exist (${d.name}).`,
    remedy: 'Create it, or correct the URL, the region or the account; until then the records are retried.',
  },
  'aws.table-missing': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { table: string; name: string }) =>
      `There is no table ${JSON.stringify(d.table)} to read items from (${d.name}).`,
    remedy:
      'Set TABLE_NAME to the table that holds the items now; without it the stream of each record names the table. Until then the records are retried.',
  },
  'aws.table-differs': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { table: string; ofRecord: string }) =>
      `The record is of the table ${d.ofRecord}, and TABLE_NAME names ${d.table}.`,
    remedy:
      'Name the tables that it took the place of in REPLACED_TABLES, with commas between; or leave TABLE_NAME out where the function has several tables. Until then the records are retried.',
  },
  'aws.key-refused': {
    disposition: 'park',
    message: (d: { table: string; reason: string }) =>
      `Table ${d.table} cannot hold the key of the record: ${d.reason}.`,
    remedy:
      'Set TABLE_NAME to the table that the record comes from, or leave it out on a function with the streams of several tables; then redrive.',
  },
  'aws.access-denied': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sink: string; name: string; reason: string }) =>
      `${d.sink} may not be used (${d.name}): ${d.reason}.`,
    remedy: "Allow it to the function's role, or mend the credentials; the words of AWS name the action.",
  },
  'aws.account-unknown': {
    disposition: 'stop',
    message: (d: { reason: string }) => `The account of this environment cannot be told: ${d.reason}.`,
    remedy:
      'Set AWS_REGION and a profile, a role or keys that are valid, and npm install @aws-sdk/client-sts; or leave --allow-remote-sinks out.',
  },
  'aws.client-missing': {
    disposition: 'stop',
    message: (d: { name: string }) => `${d.name} is not installed.`,
    remedy: 'npm install the package that is named, beside tailrace.',
  },
  'aws.credentials-missing': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sink: string; name: string; reason: string }) =>
      `There are no credentials or no region for ${d.sink} (${d.name}): ${d.reason}.`,
    remedy: 'Set AWS_REGION and a profile, a role, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  },
})

/** What an answer of AWS can become. */
export const awsAnswerFaults = Object.freeze({ ...sinkFaults, ...awsFaults })
