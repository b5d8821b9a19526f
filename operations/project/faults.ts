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
    remedy: 'A function file exports pipeline(env) and handler, the input module exports input(options).',
  },
  'engine.filter-invalid': {
    disposition: 'stop',
    message: (d: { functionName: string; number: number; reason: string }) =>
      `${d.functionName}: filter ${d.number} is refused: ${d.reason}`,
    remedy: 'See the operators of EventBridge patterns; `tailrace match` tries a pattern out.',
  },
})
