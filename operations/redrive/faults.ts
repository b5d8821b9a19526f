import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of bringing parked and discarded changes home. */
export const redriveFaults = defineFaults({
  'redrive.nowhere-to-look': {
    disposition: 'stop',
    message: (d: { variables: readonly string[] }) =>
      `There is no place to look for failed changes: ${d.variables.join(' and ')} are not set.`,
    remedy: 'Set one of these, or name a place with --from s3://BUCKET/PREFIX or --from file:FOLDER.',
  },
  'redrive.object-unreadable': {
    disposition: 'stop',
    message: (d: { object: string; reason: string }) => `${d.object} is left where it is: ${d.reason}.`,
    remedy:
      'A redrive reads parked changes, and failure objects of an S3 destination or of the local engine.',
  },
  'redrive.place-unreadable': {
    disposition: 'stop',
    message: (d: { url: string; reason: string }) => `Nobody can tell what waits in ${d.url}: ${d.reason}.`,
    remedy:
      'Name a folder that exists, or a bucket that may be listed, with --from, PARK_URL or FAILURES_URL. A folder comes with the first change that is parked.',
  },
  'redrive.count-unfinished': {
    disposition: 'stop',
    message: (d: { url: string }) => `What waits in ${d.url} could not be counted in time.`,
    remedy:
      'Redrive or move away what lies there, or give the function more time; nothing was reported, since a part is no count.',
  },
  'redrive.claim-lost': {
    disposition: 'stop',
    message: (d: { object: string; holder: string }) =>
      `${d.object} was taken over by ${d.holder}, because this redrive stood still for too long.`,
    remedy: 'Run it again when the other one has ended; what has come home is remembered.',
  },
  'redrive.table-other': {
    disposition: 'stop',
    message: (d: { table: string; streamArn: string }) =>
      `This is table ${d.table}, and the change is of ${d.streamArn}.`,
    remedy: 'Set TABLE_NAME, and the URLs, to those of the table that the change is of.',
  },
  'redrive.function-unknown': {
    disposition: 'stop',
    message: (d: { functionName: string; known: readonly string[] }) =>
      `The function ${d.functionName} is none of ${d.known.join(', ')}.`,
    remedy:
      'Run the redrive in the project whose serverless.yml has that function, with its STAGE. Where the deployed name cannot be told from there, set FUNCTION_NAMES to NAME_IN_PROJECT=DEPLOYED_NAME.',
  },
  'redrive.processor-unknown': {
    disposition: 'stop',
    message: (d: { processor: string; known: readonly string[] }) =>
      `There is no processor ${d.processor}; known are ${d.known.join(', ')}.`,
    remedy: 'Give the name of a processor of the project, or none for all of them.',
  },
  'redrive.limit-invalid': {
    disposition: 'stop',
    message: (d: { limit: unknown }) =>
      `The limit of a redrive is ${JSON.stringify(d.limit)}, not a whole number from 1.`,
    remedy: 'Give how many objects to take at most, or nothing for all of them.',
  },
  'redrive.resolve-invalid': {
    disposition: 'stop',
    message: (d: { resolve: unknown }) =>
      `What is in doubt cannot be resolved as ${JSON.stringify(d.resolve)}.`,
    remedy: 'Say applied, where the effect is there, or repeat, where it is to be done again.',
  },
  'redrive.stage-other': {
    disposition: 'stop',
    message: (d: { stage: string; parkedIn: string }) =>
      `This is stage ${d.stage}, and the change was parked in ${d.parkedIn}.`,
    remedy: 'Set STAGE and the URLs of that stage; changes of one stage do not go to the sinks of another.',
  },
  'redrive.behind-failure': {
    disposition: 'retry',
    message: (d: { key: string }) =>
      `An earlier change of ${d.key} failed or is in another redrive's hands, and order is kept.`,
    remedy: 'Mend what failed first, or wait for the other redrive, then redrive again.',
  },
})
