import { fault } from './fault.ts'

/** Errors of what a command is pointed at: the project, its functions, its files. */
export const cliFaults = {
  'project.file-unreadable': fault<{ file: string; reason: string }>({
    disposition: 'stop',
    message: d => `${d.file} cannot be read: ${d.reason}.`,
    remedy: 'Run the command in the folder of serverless.yml, or mend the file.',
  }),
  'project.no-stream-function': fault<{ file: string }>({
    disposition: 'stop',
    message: d => `${d.file} has no function on a DynamoDB stream.`,
    remedy: 'Give a function an event of type stream: dynamodb.',
  }),
  'project.images-missing': fault<{
    functionName: string
    processor: string
    file: string
    viewType: string
    images: readonly string[]
  }>({
    disposition: 'stop',
    message: d =>
      `Function ${d.functionName}: ${d.processor} needs the ${d.images.join(' and the ')} image, which the ${d.viewType} stream of ${d.file} does not carry.`,
    remedy:
      'Set StreamViewType of the table to NEW_AND_OLD_IMAGES (a new stream with a new ARN), or change what the processor asks for: see the filter guide.',
  }),
  'project.export-missing': fault<{ file: string; name: string }>({
    disposition: 'stop',
    message: d => `${d.file} does not export ${d.name}.`,
    remedy: 'A function file exports pipeline(env) and handler, the input module exports input(options).',
  }),
}
