import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of what a command is pointed at: the project, its functions, its files. */
export const projectFaults = defineFaults({
  'project.file-unreadable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be read: ${d.reason}.`,
    remedy: 'Run the command in the folder of the deploy file, or mend the file.',
  },
  'project.no-stream-function': {
    disposition: 'stop',
    message: (d: { file: string; others?: readonly string[]; notes?: readonly string[] }) => {
      const others = d.others ?? []
      const beside = others.length === 0 ? [] : [`There is also ${others.join(', ')}.`]
      return [`${d.file} has no function on a DynamoDB stream.`, ...beside, ...(d.notes ?? [])].join(' ')
    },
    remedy:
      'Give a function an event of the stream, name it under functions in tailrace.config.ts, or name another file there with deployFile.',
  },
  'project.setting-unknown': {
    disposition: 'stop',
    message: (d: { functionName: string; setting: string; reference: string }) =>
      `${d.functionName}: ${d.setting} depends on ${d.reference}, which nobody here knows.`,
    remedy:
      'Give the parameter a Default, or a value in parameter_overrides of samconfig.toml; or give the setting under functions in tailrace.config.ts.',
  },
  'project.code-elsewhere': {
    disposition: 'stop',
    message: (d: { functionName: string; what: string }) =>
      `The code of ${d.functionName} ${d.what}: there is nothing to run.`,
    remedy:
      'Name its handler under functions in tailrace.config.ts, or leave the function out there with false.',
  },
  'project.config-invalid': {
    disposition: 'stop',
    message: (d: { file: string; place: string; problem: string }) => `${d.file}: ${d.place} ${d.problem}.`,
    remedy: 'defineConfig of tailrace/config lets the editor say what is allowed.',
  },
  'project.table-missing': {
    disposition: 'stop',
    message: (d: { tableName: string; endpoint: string }) =>
      `There is no table ${d.tableName} at ${d.endpoint}.`,
    remedy: 'Make it there, or let --create make the tables that are missing.',
  },
  'project.table-differs': {
    disposition: 'stop',
    message: (d: { tableName: string; folder: string; kept: readonly string[]; wanted: readonly string[] }) =>
      `The table ${d.tableName} that is kept in ${d.folder} has the keys ${d.kept.join(', ')}, and the deploy file says ${d.wanted.join(', ')}.`,
    remedy:
      'Delete the folder that holds it to begin with an empty table and empty sinks, or leave --persist out.',
  },
  'project.table-unknown': {
    disposition: 'stop',
    message: (d: { file: string; streams: readonly string[] }) =>
      `${d.file} has functions on streams of tables that it does not describe: ${d.streams.join(', ')}.`,
    remedy:
      'Describe the table under tables in tailrace.config.ts, with the names by which the deploy file refers to it as references.',
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
  'project.no-pipeline': {
    disposition: 'stop',
    message: (d: { file: string }) => `No function of ${d.file} exports a pipeline.`,
    remedy: 'Export pipeline(env) beside the handler: what is needed follows from its processors.',
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
