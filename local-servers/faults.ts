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
