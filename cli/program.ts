import { Command, Option } from 'commander'
import type { CaptureCommandOptions } from './capture-command.ts'
import { captureCommand } from './capture-command.ts'
import type { CheckCommandOptions } from './check-command.ts'
import { checkCommand } from './check-command.ts'
import { devCommand } from './dev-command.ts'
import type { DevCommandOptions } from './dev-command.ts'
import { explainCommand } from './explain-command.ts'
import type { MatchCommandOptions } from './match-command.ts'
import type { FiltersCommandOptions } from './filters-command.ts'
import { filtersCommand } from './filters-command.ts'
import { matchCommand } from './match-command.ts'
import type { RedriveCommandOptions } from './redrive-command.ts'
import { redriveCommand } from './redrive-command.ts'
import type { ReplayCommandOptions } from './replay-command.ts'
import { replayCommand } from './replay-command.ts'
import { statusCommand } from './status-command.ts'
import type { Terminal } from './terminal.ts'
import { verifyCommand } from './verify-command.ts'
import type { VerifyCommandOptions } from './verify-options.ts'
import { output, port, rate, whole } from './parse-option.ts'

/** Commands put their exit code here. */
export interface Outcome {
  code: number
}

/** Adds one command, which calls its function and keeps the exit code. */
type AddCommand = (program: Command, terminal: Terminal, outcome: Outcome) => void

/** What `dev` chooses itself. */
const noChoice = {
  chaos: undefined,
  engine: undefined,
  endpoint: undefined,
  tablePort: undefined,
  inspect: undefined,
}

const addDev: AddCommand = (program, terminal, outcome) => {
  program
    .command('dev')
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
    .addOption(output())
    .action(async (options: Omit<DevCommandOptions, keyof typeof noChoice> & Partial<DevCommandOptions>) => {
      outcome.code = await devCommand({ ...noChoice, ...options }, terminal)
    })
}

const addStatus: AddCommand = (program, terminal, outcome) => {
  program
    .command('status')
    .description('say where the tables and sinks are of the dev that runs in this folder')
    .addOption(output())
    .action((options: Pick<DevCommandOptions, 'output'>) => {
      outcome.code = statusCommand(options.output, terminal)
    })
}

const addReplay: AddCommand = (program, terminal, outcome) => {
  program
    .command('replay')
    .description(
      'deliver captured events to the functions, on sinks of their own, and account for every record',
    )
    .argument(
      '<file...>',
      'a Lambda event, an array or lines of records, one record, or an on-failure object',
    )
    .addOption(output())
    .option('--allow-remote-sinks', 'let functions use the AWS account of this environment', false)
    .action(async (files: readonly string[], options: ReplayCommandOptions) => {
      outcome.code = await replayCommand(files, options, terminal)
    })
}

const addExplain: AddCommand = (program, terminal, outcome) => {
  program
    .command('explain')
    .description('say for each record and processor: matched, or the part of the filter that failed')
    .argument('<file...>', 'as for replay')
    .addOption(output())
    .action(async (files: readonly string[], options: Pick<DevCommandOptions, 'output'>) => {
      outcome.code = await explainCommand(files, options.output, terminal)
    })
}

const addCheck: AddCommand = (program, terminal, outcome) => {
  program
    .command('check')
    .description('say what of the deploy file would lose, block or cost; exits with 5 where something breaks')
    .option('--strict', 'exit with 5 for warnings too', false)
    .addOption(output())
    .action(async (options: CheckCommandOptions) => {
      outcome.code = await checkCommand(options, terminal)
    })
}

const addFilters: AddCommand = (program, terminal, outcome) => {
  program
    .command('filters')
    .description(
      'print the filterPatterns that follow from the filters of each function, as JSON by function',
    )
    .option('-o, --out <file>', 'write them there, for ${file(FILE):FUNCTION} in the deploy file')
    .option('--check', 'only compare, and exit with 5 where the file is stale', false)
    .action(async (options: FiltersCommandOptions) => {
      outcome.code = await filtersCommand(options, terminal)
    })
}

const addMatch: AddCommand = (program, terminal, outcome) => {
  program
    .command('match')
    .description("match events against EventBridge patterns: prints match, nomatch or 'invalid: WHY'")
    .option('--pattern <file>', 'a pattern; - is stdin')
    .option('--event <file>', 'an event; - is stdin')
    .option('--stdin', 'answer lines of {"id","pattern","event"} with lines of {"id","result"}')
    .action(async (options: MatchCommandOptions) => {
      outcome.code = await matchCommand(options, terminal)
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
    .action(async (options: CaptureCommandOptions) => {
      outcome.code = await captureCommand(options, terminal)
    })
}

const addRedrive: AddCommand = (program, terminal, outcome) => {
  program
    .command('redrive')
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
    .action(async (options: RedriveCommandOptions) => {
      outcome.code = await redriveCommand(options, terminal)
    })
}

const addVerify: AddCommand = (program, terminal, outcome) => {
  program
    .command('verify')
    .description('compare what the sinks hold with the table, while both are in use')
    .option('--table <name>', 'only functions on this table; or the name that the one table has elsewhere')
    .option('--function <name>', 'only this function')
    .option('--sample <share>', 'only a share of table and index, as 1%')
    .option('--since <time>', 'only what changed since then: an ISO time, or a duration as 2h, up to 24h')
    .option(
      '--records <place>',
      'captured records, for audits and archives: a file, file:FOLDER or s3://BUCKET/PREFIX',
    )
    .option('--max-read-units <number>', 'read capacity units a second', whole)
    .option('--segments <number>', 'parallel parts of the scan; else 8', whole)
    .option('--pause <duration>', 'between two looks at what differs: more than a change takes; else 10s')
    .option('--resume <file>', 'go on with an interrupted run')
    .option('--repair', 'bring what differs to what its item is now', false)
    .option('--max-repairs <number>', 'change nothing where there is more to repair', whole, 1_000)
    .option('--dry-run', 'only say what would be repaired', false)
    .option('--allow-writes', 'repair what is not on this machine', false)
    .addOption(output())
    .action(async (options: VerifyCommandOptions) => {
      outcome.code = await verifyCommand(options, terminal)
    })
}

const all: readonly AddCommand[] = [
  addDev,
  addStatus,
  addReplay,
  addExplain,
  addCheck,
  addFilters,
  addMatch,
  addCapture,
  addRedrive,
  addVerify,
]

/** The command line with all of its commands. */
export const newProgram = (terminal: Terminal, outcome: Outcome): Command => {
  const program = new Command('tailrace')
    .description('Processes DynamoDB Streams: every change applied, parked with its payload, or retried.')
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.say })
    .exitOverride()
  for (const add of all) add(program, terminal, outcome)
  return program
}
