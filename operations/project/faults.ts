import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of what a command is pointed at: the project, its functions, its files. */
export const projectFaults = defineFaults({
  'project.file-unreadable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be read: ${d.reason}.`,
    remedy: 'Run the command in the folder of serverless.yml, or mend the file.',
  },
  'project.no-stream-function': {
    disposition: 'stop',
    message: (d: { file: string }) => `${d.file} has no function on a DynamoDB stream.`,
    remedy: 'Give a function an event of type stream: dynamodb.',
  },
  'project.table-missing': {
    disposition: 'stop',
    message: (d: { tableName: string; endpoint: string }) =>
      `There is no table ${d.tableName} at ${d.endpoint}.`,
    remedy: 'Make it there, or let --create make the tables that are missing.',
  },
  'project.table-unknown': {
    disposition: 'stop',
    message: (d: { file: string; streams: readonly string[] }) =>
      `${d.file} has functions on streams of tables that it does not describe: ${d.streams.join(', ')}.`,
    remedy: 'Describe the table under resources, or name a file that does with custom.tailrace.table.',
  },
  'project.stream-missing': {
    disposition: 'stop',
    message: (d: { tableName: string; file: string; functionName: string }) =>
      `Function ${d.functionName} is on the stream of ${d.tableName}, which has no StreamSpecification (${d.file}).`,
    remedy: 'Give the table a StreamSpecification: NEW_AND_OLD_IMAGES serves every processor.',
  },
  'project.images-missing': {
    disposition: 'stop',
    message: (d: {
      functionName: string
      processor: string
      file: string
      viewType: string
      images: readonly string[]
    }) =>
      `Function ${d.functionName}: ${d.processor} needs the ${d.images.join(' and the ')} image, which the ${d.viewType} stream of ${d.file} does not carry.`,
    remedy:
      'Set StreamViewType of the table to NEW_AND_OLD_IMAGES (a new stream with a new ARN), or change what the processor asks for.',
  },
  'project.export-missing': {
    disposition: 'stop',
    message: (d: { file: string; name: string }) => `${d.file} does not export ${d.name}.`,
    remedy:
      'A function file exports the handler that the deploy file names, the input module exports input(options).',
  },
  'project.pipeline-invalid': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `The export pipeline of ${d.file} ${d.reason}.`,
    remedy:
      'pipeline(env) returns a registry and opens nothing. Give an export that means something else another name: without one, the handler is run as it is.',
  },
  'engine.filter-invalid': {
    disposition: 'stop',
    message: (d: { functionName: string; number: number; reason: string }) =>
      `${d.functionName}: filter ${d.number} is refused: ${d.reason}`,
    remedy: 'See the operators of EventBridge patterns; `tailrace match` tries a pattern out.',
  },
})
