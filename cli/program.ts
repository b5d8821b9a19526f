import { Command, Option } from 'commander'
import type { BundleCommandOptions } from './bundle-command.ts'
import type { CaptureCommandOptions } from './capture-command.ts'
import type { CheckCommandOptions } from './check-command.ts'
import type { DevCommandOptions } from './dev-command.ts'
import type { MatchCommandOptions } from './match-command.ts'
import type { ExplainCommandOptions } from './explain-command.ts'
import type { FiltersCommandOptions } from './filters-command.ts'
import type { InitCommandOptions } from './init-command.ts'
import type { OpenCommandOptions, OpenPageOptions } from './open-command.ts'
import type { RedriveCommandOptions } from './redrive-command.ts'
import type { ReplayCommandOptions } from './replay-command.ts'
import type { ResourcesCommandOptions } from './resources-command.ts'
import type { StatusCommandOptions } from './status-command.ts'
import type { TailCommandOptions } from './tail-command.ts'
import type { Terminal } from './terminal.ts'
import { safeLines } from './terminal.ts'
import type { AddCommand, Outcome } from './add-command.ts'
import { exampleText } from './command-examples.ts'
import type { WithForm, OutputForm } from './output-form.ts'
import { inDocument, inLines } from './output-form.ts'
import { output, outputDocument, port, rate, whole } from './parse-option.ts'
import { operatorCommands } from './operator-commands.ts'
import { withProjectOptions } from './project-options.ts'
import { withStartOptions } from './start-options.ts'
import { ownVersion } from './tool-version.ts'

/** What `dev` chooses itself. */
const noChoice = {
  chaos: undefined,
  engine: undefined,
  endpoint: undefined,
  tablePort: undefined,
  inspect: undefined,
  port: undefined,
}

type GivenToDev = WithForm<Omit<DevCommandOptions, keyof typeof noChoice>> &
  Partial<Omit<DevCommandOptions, 'output'>>

type GivenToOpen = OpenPageOptions & { readonly output?: OutputForm }

const addDev: AddCommand = (program, terminal, outcome) => {
  withProjectOptions(program.command('dev'))
    .description('run the functions of serverless.yml on the stream of a local table')
    .option('--once', 'end when all input is delivered, after comparing the sinks with the table', false)
    .option('--chaos <rate>', 'let each attempt fail with this probability', rate)
    .option('--seed <number>', 'of the input and of the chaos', whole, 1)
    .addOption(
      new Option('--engine <name>', 'table engine')
        .choices(['dynamodb-local', 'dynoxide'])
        .conflicts('endpoint'),
    )
    .option('--endpoint <url>', 'a DynamoDB Local or LocalStack that runs, instead; else AWS_ENDPOINT_URL')
    .option('--create', 'make the tables that are missing at that endpoint', false)
    .addOption(
      new Option('--persist', 'keep table, checkpoints, ledger and sinks in .tailrace/, and go on with them')
        .default(false)
        .conflicts('endpoint'),
    )
    .option('--table-port <number>', "port of the tables' endpoint; else the first free one from 4748", port)
    .option(
      '--allow-remote-sinks',
      'let functions use the AWS account and the sinks of this environment',
      false,
    )
    .option(
      '--inspect [port]',
      'let debuggers reach functions, from this port on (9229); nothing times out',
      port,
    )
    .option('--no-ui', 'without the page that shows the run')
    .option('--port <number>', 'port of the page; else the first free one from 4747', port)
    .option('--open', 'open the page in a browser', false)
    .option('--allow-writes', 'let the page change tables of an engine that this run did not start', false)
    .option('--mcp-actions', 'let assistants act through tailrace mcp, and not only ask', false)
    .option('--record <file>', 'save what happens, for tailrace open; compressed where it ends in .gz')
    .option('--redact <attributes>', 'in the recording, replace their values as capture does: a,b.c')
    .addOption(output())
    .action(async (options: GivenToDev) => {
      const { devCommand } = await import('./dev-command.ts')
      outcome.code = await inLines(terminal, { ...noChoice, ...options }, devCommand)
    })
}

const addInit: AddCommand = (program, terminal, outcome) => {
  withStartOptions(program.command('init'))
    .description('start a pipeline in a folder: entity, processors, input, fixture, test and deploy file')
    .option('--into <folder>', 'made where it is not there; else this one')
    .action(async (options: WithForm<InitCommandOptions>) => {
      const { initCommand } = await import('./init-command.ts')
      outcome.code = await inDocument<InitCommandOptions>(terminal, options, async (given, to) =>
        initCommand(given, to, ownVersion()),
      )
    })
}

const addResources: AddCommand = (program, terminal, outcome) => {
  withProjectOptions(program.command('resources'))
    .description('print the resources and rights that the pipelines need, for the deploy file')
    .addOption(
      new Option('--format <name>', 'of the deploy file; the Serverless Framework takes cloudformation')
        .choices(['cloudformation', 'sam', 'cdk'])
        .default('cloudformation'),
    )
    .option('-o, --out <file>', 'write them there: the deploy file may include it')
    .addOption(outputDocument())
    .action(async (options: WithForm<ResourcesCommandOptions>) => {
      const { resourcesCommand } = await import('./resources-command.ts')
      outcome.code = await inDocument(terminal, options, resourcesCommand)
    })
}

const addStatus: AddCommand = (program, terminal, outcome) => {
  program
    .command('status')
    .description('say where the tables and sinks are of the dev that runs in this folder')
    .addOption(outputDocument())
    .action(async (options: WithForm<StatusCommandOptions>) => {
      const { statusCommand } = await import('./status-command.ts')
      outcome.code = await inDocument(terminal, options, statusCommand)
    })
}

const addReplay: AddCommand = (program, terminal, outcome) => {
  withProjectOptions(program.command('replay'))
    .description(
      'deliver captured events to the functions, on sinks of their own, and account for every record',
    )
    .argument(
      '<file...>',
      'a Lambda event, an array or lines of records, one record, or an on-failure object',
    )
    .addOption(output())
    .option('--allow-remote-sinks', 'let functions use the AWS account of this environment', false)
    .action(async (files: readonly string[], options: WithForm<ReplayCommandOptions>) => {
      const { replayCommand } = await import('./replay-command.ts')
      outcome.code = await inLines<ReplayCommandOptions>(terminal, options, async (given, to) =>
        replayCommand(files, given, to),
      )
    })
}

const addExplain: AddCommand = (program, terminal, outcome) => {
  withProjectOptions(program.command('explain'))
    .description('say for each record and processor: matched, or the part of the filter that failed')
    .argument('<file...>', 'as for replay')
    .addOption(output())
    .action(async (files: readonly string[], options: WithForm<ExplainCommandOptions>) => {
      const { explainCommand } = await import('./explain-command.ts')
      outcome.code = await inLines<ExplainCommandOptions>(terminal, options, async (given, to) =>
        explainCommand(files, given, to),
      )
    })
}

const addCheck: AddCommand = (program, terminal, outcome) => {
  withProjectOptions(program.command('check'))
    .description('say what of the deploy file would lose, block or cost; exits with 5 where something breaks')
    .option('--strict', 'exit with 5 for warnings too', false)
    .addOption(output())
    .action(async (options: WithForm<CheckCommandOptions>) => {
      const { checkCommand } = await import('./check-command.ts')
      outcome.code = await inLines(terminal, options, checkCommand)
    })
}

const addFilters: AddCommand = (program, terminal, outcome) => {
  withProjectOptions(program.command('filters'))
    .description(
      'print the filterPatterns that follow from the filters of each function, as JSON by function',
    )
    .option('-o, --out <file>', 'write them there, for ${file(FILE):FUNCTION} in the deploy file')
    .option('--check', 'only compare, and exit with 5 where the file is stale', false)
    .addOption(outputDocument())
    .action(async (options: WithForm<FiltersCommandOptions>) => {
      const { filtersCommand } = await import('./filters-command.ts')
      outcome.code = await inDocument(terminal, options, filtersCommand)
    })
}

const addBundle: AddCommand = (program, terminal, outcome) => {
  withProjectOptions(program.command('bundle'))
    .description('bundle each function with what dev builds it with, ready to be deployed')
    .option('-o, --out <folder>', 'where NAME.zip, or the folder NAME, is put', '.tailrace/bundles')
    .addOption(new Option('--as <form>', 'what to make').choices(['zip', 'folder']).default('zip'))
    .option('--function <name>', 'only this function')
    .addOption(output())
    .action(async (options: WithForm<BundleCommandOptions>) => {
      const { bundleCommand } = await import('./bundle-command.ts')
      outcome.code = await inLines(terminal, options, bundleCommand)
    })
}

const addMatch: AddCommand = (program, terminal, outcome) => {
  program
    .command('match')
    .description("match events against EventBridge patterns: prints match, nomatch or 'invalid: WHY'")
    .option('--pattern <file>', 'a pattern; - is stdin')
    .option('--event <file>', 'an event; - is stdin')
    .option('--stdin', 'answer lines of {"id","pattern","event"} with lines of {"id","result"}')
    .addOption(output())
    .action(async (options: WithForm<MatchCommandOptions>) => {
      const { matchCommand } = await import('./match-command.ts')
      outcome.code = await inLines(terminal, options, matchCommand)
    })
}

const addCapture: AddCommand = (program, terminal, outcome) => {
  program
    .command('capture')
    .description("write the records of a table's stream to a file, one a line, with a manifest beside it")
    .requiredOption('--table <name>', 'of which to read the streams')
    .requiredOption('-o, --out <file>', 'for the records; the manifest is FILE.manifest.json')
    .option('--keys <key...>', 'only these items: PK, or PK,SK')
    .option('--since <time>', 'only what was written since then: an ISO time, or a duration as 15m')
    .option('--redact <attributes>', 'replace their values by others of the same type and length: a,b.c')
    .addOption(outputDocument())
    .action(async (options: WithForm<CaptureCommandOptions>) => {
      const { captureCommand } = await import('./capture-command.ts')
      outcome.code = await inDocument(terminal, options, captureCommand)
    })
}

const addTail: AddCommand = (program, terminal, outcome) => {
  program
    .command('tail')
    .description("tell what is written to a table as its stream carries it: keys and attributes' names")
    .argument('<table>', 'name of the table')
    .option('--since <time>', 'also what was written since then: an ISO time, or a duration as 15m')
    .option('--redact <attributes>', 'replace their values where a key holds them: a,b')
    .addOption(output())
    .action(async (table: string, options: WithForm<TailCommandOptions>) => {
      const { tailCommand } = await import('./tail-command.ts')
      outcome.code = await inLines<TailCommandOptions>(terminal, options, async (given, to) =>
        tailCommand(table, given, to),
      )
    })
}

const addOpen: AddCommand = (program, terminal, outcome) => {
  program
    .command('open')
    .description('show what dev --record saved: in the page, or with --output here')
    .argument('<file>', 'a recording')
    .option('--port <number>', 'port of the page; else the first free one from 4747', port)
    .option('--open', 'open the page in a browser', false)
    .addOption(output().default(undefined, 'the page'))
    .action(async (file: string, options: GivenToOpen) => {
      const { openCommand, openPageCommand } = await import('./open-command.ts')
      const { output: form } = options
      outcome.code =
        form === undefined
          ? await openPageCommand(file, options, terminal)
          : await inLines<OpenCommandOptions>(terminal, { output: form }, async (given, to) =>
              openCommand(file, given, to),
            )
    })
}

const addMcp: AddCommand = (program, terminal, outcome) => {
  program
    .command('mcp')
    .description('answer an assistant over stdin and stdout about the dev that runs in this folder')
    .action(async () => {
      const { mcpCommand } = await import('./mcp-command.ts')
      outcome.code = await mcpCommand(terminal)
    })
}

const addRedrive: AddCommand = (program, terminal, outcome) => {
  withProjectOptions(program.command('redrive'))
    .description('bring parked changes and discarded batches home: deliver them to their processors again')
    .option('--from <url...>', 's3://BUCKET/PREFIX or file:FOLDER; without it PARK_URL and FAILURES_URL', [])
    .option('--processor <name>', 'only to this one')
    .option('--limit <number>', 'at most so many objects, the oldest', whole)
    .addOption(
      new Option(
        '--resolve <word>',
        'only what strict processors left in doubt: applied, it is there; repeat, do it again',
      ).choices(['applied', 'repeat']),
    )
    .option('--dry-run', 'only say what would be delivered, and what is in doubt', false)
    .addOption(output())
    .action(async (options: WithForm<RedriveCommandOptions>) => {
      const { redriveCommand } = await import('./redrive-command.ts')
      outcome.code = await inLines(terminal, options, redriveCommand)
    })
}

const all: readonly AddCommand[] = [
  addInit,
  addDev,
  addStatus,
  addReplay,
  addExplain,
  addCheck,
  addFilters,
  addBundle,
  addResources,
  addMatch,
  addCapture,
  addTail,
  addOpen,
  addMcp,
  addRedrive,
  ...operatorCommands,
]

/** The command line with all of its commands. */
export const newProgram = (terminal: Terminal, outcome: Outcome): Command => {
  const program = new Command('tailrace')
    .description('Processes DynamoDB Streams: every change applied, parked with its payload, or retried.')
    .configureOutput({ writeOut: terminal.out, writeErr: safeLines(terminal.say) })
    .exitOverride()
    .version(ownVersion())
  for (const add of all) add(program, terminal, outcome)
  for (const command of program.commands) command.addHelpText('after', exampleText(command.name()))
  return program
}
