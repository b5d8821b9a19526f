import { defineFaults } from '../core/errors/define-faults.ts'

/** Errors of the local event source mapping: of its settings, and of what it works with. */
export const engineFaults = defineFaults({
  'engine.setting-invalid': {
    disposition: 'stop',
    message: (d: { functionName: string; setting: string; value: unknown; allowed: string }) =>
      `${d.functionName}: ${d.setting} is ${JSON.stringify(d.value)}, allowed is ${d.allowed}.`,
    remedy: "The ranges are AWS's own: see the parameters of an event source mapping for DynamoDB.",
  },
  'engine.setting-not-literal': {
    disposition: 'stop',
    message: (d: { functionName: string; setting: string; value: string }) =>
      `${d.functionName}: ${d.setting} is ${d.value}, which the local engine cannot resolve.`,
    remedy:
      'Give the variable: in the environment, with a default as in ${env:NAME, 100}, or under params. What only the cloud knows has to stand there as a literal.',
  },
  'engine.stream-unreadable': {
    disposition: 'stop',
    message: (d: { streamArn: string; reason: string }) =>
      `The stream ${d.streamArn} cannot be read: ${d.reason}.`,
    remedy: 'Enable the stream on the table; a stream that was disabled stays readable for 24 hours only.',
  },
  'engine.mapping-held': {
    disposition: 'stop',
    message: (d: { mapping: string; holder: string }) => `The mapping ${d.mapping} is held by ${d.holder}.`,
    remedy:
      'Stop that process first, or give this mapping an id of its own. One that died is let go of at once on its own machine, and after 30 s elsewhere.',
  },
  'engine.lease-lost': {
    disposition: 'stop',
    message: (d: { mapping: string; holder: string }) =>
      `The mapping ${d.mapping} was stopped, because it was lost to ${d.holder}.`,
    remedy:
      'This process stood still for more than 30 s. Start it again when the other one has ended; what was not saved is delivered again.',
  },
  'engine.stream-not-enabled': {
    disposition: 'stop',
    message: (d: { streamArn: string; status: string }) =>
      `The stream ${d.streamArn} is ${d.status}, not ENABLED.`,
    remedy: 'Enable a stream on the table (StreamSpecification) and use its new ARN.',
  },
  'engine.images-missing': {
    disposition: 'stop',
    message: (d: { streamArn: string; viewType: string; missing: string }) =>
      `The stream ${d.streamArn} is ${d.viewType} and has no ${d.missing}, which is needed.`,
    remedy: 'Set StreamViewType of the table to NEW_AND_OLD_IMAGES; that makes a new stream with a new ARN.',
  },
  'engine.function-not-loaded': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) =>
      `The function file ${d.file} does not load: ${d.reason}.`,
    remedy:
      'Run the file with node to see where it fails; it has to export the handler that serverless.yml names.',
  },
})
