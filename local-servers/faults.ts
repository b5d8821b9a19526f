import { defineFaults } from '../core/errors/define-faults.ts'

/** Errors of what a machine lacks. */
export const machineFaults = defineFaults({
  'machine.no-table-engine': {
    disposition: 'stop',
    message: (d: { reasons: readonly string[] }) =>
      `No table engine can run here: ${d.reasons.join(', and ')}.`,
    remedy: 'Set AWS_ENDPOINT_URL to a DynamoDB that is running, or install Java 17 and Maven.',
  },
  'machine.engine-not-fetched': {
    disposition: 'stop',
    message: (d: { what: string; reason: string }) => `${d.what} could not be fetched: ${d.reason}.`,
    remedy:
      'Look at the network and at the settings of Maven or npm, or name a DynamoDB that is running with AWS_ENDPOINT_URL.',
  },
  'machine.engine-not-started': {
    disposition: 'stop',
    message: (d: { what: string; reason: string }) => `${d.what} does not answer: ${d.reason}.`,
    remedy: 'Try again, or name a DynamoDB that is running with AWS_ENDPOINT_URL.',
  },
  'machine.engine-ended': {
    disposition: 'stop',
    message: (d: { what: string; reason: string }) => `The table engine (${d.what}) is gone: ${d.reason}.`,
    remedy:
      'Start again: with --persist the run goes on where it was, without it with an empty table. What was not delivered is in no sink.',
  },
  'machine.left-behind': {
    disposition: 'stop',
    message: (d: { pid: number }) =>
      `The table engine of a run that was killed, process ${d.pid}, cannot be stopped.`,
    remedy: 'End that process, and start again.',
  },
  'machine.endpoint-keeps': {
    disposition: 'stop',
    message: (d: { endpoint: string }) =>
      `--persist keeps the tables of an engine of its own, and ${d.endpoint} keeps its tables itself.`,
    remedy:
      'Leave --persist out, or unset AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_DYNAMODB, or name an --engine.',
  },
  'machine.kept-in-use': {
    disposition: 'stop',
    message: (d: { folder: string; holder: string }) =>
      `What is kept in ${d.folder} is in use: ${d.holder} has it.`,
    remedy:
      'Stop that run first. One that was killed is let go of at once on its own machine, and after 30 s elsewhere.',
  },
  'machine.kept-unreadable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be read: ${d.reason}.`,
    remedy: 'Mend the file, or delete its folder to begin with empty tables and sinks.',
  },
  'machine.kept-by-another': {
    disposition: 'stop',
    message: (d: { folder: string; kept: string; chosen: string }) =>
      `The tables kept in ${d.folder} are those of ${d.kept}, and ${d.chosen} cannot read them.`,
    remedy:
      'Choose that engine with --engine, leave --persist out, or delete the folder to begin with empty tables and sinks.',
  },
  'machine.endpoint-refused': {
    disposition: 'stop',
    message: (d: { endpoint: string; reason: string }) =>
      `${d.endpoint} is no endpoint for a local run: ${d.reason}.`,
    remedy: 'Name a DynamoDB Local or LocalStack, as http://127.0.0.1:8000.',
  },
  'machine.port-taken': {
    disposition: 'stop',
    message: (d: { what: string; port: number; option: string }) =>
      `${d.what} cannot have port ${d.port} (${d.option}): somebody listens there, or it is not allowed.`,
    remedy: 'Choose another port, or leave the option out: the next free one is taken.',
  },
  'machine.prerequisite-missing': {
    disposition: 'stop',
    message: (d: { what: string }) => `This machine has no ${d.what}.`,
    remedy: 'Install it, or leave that engine out.',
  },
})
