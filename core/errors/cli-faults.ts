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
  'project.export-missing': fault<{ file: string; name: string }>({
    disposition: 'stop',
    message: d => `${d.file} does not export ${d.name}.`,
    remedy: 'A function file exports pipeline(env) and handler, the input module exports input(options).',
  }),
}
