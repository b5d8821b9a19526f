import { fault } from './fault.ts'

/** Errors of what a machine lacks. */
export const machineFaults = {
  'machine.no-table-engine': fault<{ reasons: readonly string[] }>({
    disposition: 'stop',
    message: d => `No table engine can run here: ${d.reasons.join(', and ')}.`,
    remedy: 'Set AWS_ENDPOINT_URL to a DynamoDB that is running, or install Java 17 and Maven.',
  }),
  'machine.engine-not-fetched': fault<{ what: string; reason: string }>({
    disposition: 'stop',
    message: d => `${d.what} could not be fetched: ${d.reason}.`,
    remedy: 'Look at the network and at Maven’s settings, or use --engine dynoxide or AWS_ENDPOINT_URL.',
  }),
  'machine.engine-not-started': fault<{ what: string; reason: string }>({
    disposition: 'stop',
    message: d => `${d.what} does not answer: ${d.reason}.`,
    remedy: 'Try again, or name a DynamoDB that is running with AWS_ENDPOINT_URL.',
  }),
  'machine.prerequisite-missing': fault<{ what: string }>({
    disposition: 'stop',
    message: d => `This machine has no ${d.what}.`,
    remedy:
      'Install it, or leave that engine out; docs/guides/search-and-cache.md says what each engine needs.',
  }),
}
