import { Command, Option } from 'commander'
import type { AlarmsCommandOptions } from './alarms-command.ts'
import { alarmsCommand } from './alarms-command.ts'
import type { BundleCommandOptions } from './bundle-command.ts'
import { bundleCommand } from './bundle-command.ts'
import type { CaptureCommandOptions } from './capture-command.ts'
import { captureCommand } from './capture-command.ts'
import type { CheckCommandOptions } from './check-command.ts'
import { checkCommand } from './check-command.ts'
import { costCommand } from './cost-command.ts'
import type { CostCommandOptions } from './cost-command.ts'
import type { DashboardCommandOptions } from './dashboard-command.ts'
import { dashboardCommand } from './dashboard-command.ts'
import { devCommand } from './dev-command.ts'
import type { DevCommandOptions } from './dev-command.ts'
import type { DoctorCommandOptions } from './doctor-command.ts'
import { doctorCommand } from './doctor-command.ts'
import { explainCommand } from './explain-command.ts'
import type { HotKeysCommandOptions } from './hot-keys-command.ts'
import { hotKeysCommand } from './hot-keys-command.ts'
import { metricsCommand } from './metrics-command.ts'
import type { MetricsCommandOptions } from './metrics-command.ts'
import type { MatchCommandOptions } from './match-command.ts'
import type { FiltersCommandOptions } from './filters-command.ts'
import { filtersCommand } from './filters-command.ts'
import type { InitCommandOptions } from './init-command.ts'
import { initCommand } from './init-command.ts'
import { matchCommand } from './match-command.ts'
import type { RedriveCommandOptions } from './redrive-command.ts'
import { rebuildCommand } from './rebuild-command.ts'
import type { RebuildCommandOptions } from './rebuild-command.ts'
import { redriveCommand } from './redrive-command.ts'
import type { ReplayCommandOptions } from './replay-command.ts'
import { replayCommand } from './replay-command.ts'
import type { ResourcesCommandOptions } from './resources-command.ts'
import { resourcesCommand } from './resources-command.ts'
import { statusCommand } from './status-command.ts'
import type { TailCommandOptions } from './tail-command.ts'
import { tailCommand } from './tail-command.ts'
import type { Terminal } from './terminal.ts'
import { touchCommand } from './touch-command.ts'
import type { TouchCommandOptions } from './touch-command.ts'
import { verifyCommand } from './verify-command.ts'
import type { VerifyCommandOptions } from './verify-options.ts'
import { exampleText } from './command-examples.ts'
import { humanOrJson, output, port, rate, whole } from './parse-option.ts'
import { withProjectOptions } from './project-options.ts'
import { withStartOptions } from './start-options.ts'
import { ownVersion } from './tool-version.ts'

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
  port: undefined,
}

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
    .addOption(output())
    .action(async (options: Omit<DevCommandOptions, keyof typeof noChoice> & Partial<DevCommandOptions>) => {
      outcome.code = await devCommand({ ...noChoice, ...options }, terminal)
    })
}

const addInit: AddCommand = (program, terminal, outcome) => {
  withStartOptions(program.command('init'))
    .description('start a pipeline in a folder: entity, processors, input, fixture, test and deploy file')
    .option('--into <folder>', 'made where it is not there; else this one')
    .action(async (options: InitCommandOptions) => {
      outcome.code = await initCommand(options, terminal, ownVersion())
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
    .action(async (options: ResourcesCommandOptions) => {
      outcome.code = await resourcesCommand(options, terminal)
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
  withProjectOptions(program.command('check'))
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

const addBundle: AddCommand = (program, terminal, outcome) => {
  program
    .command('bundle')
    .description('bundle each function with what dev builds it with, ready to be deployed')
    .option('-o, --out <folder>', 'where NAME.zip, or the folder NAME, is put', '.tailrace/bundles')
    .addOption(new Option('--as <form>', 'what to make').choices(['zip', 'folder']).default('zip'))
    .option('--function <name>', 'only this function')
    .addOption(output())
    .action(async (options: BundleCommandOptions) => {
      outcome.code = await bundleCommand(options, terminal)
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

const addTail: AddCommand = (program, terminal, outcome) => {
  program
    .command('tail')
    .description("tell what is written to a table as its stream carries it: keys and attributes' names")
    .argument('<table>', 'name of the table')
    .option('--since <time>', 'also what was written since then: an ISO time, or a duration as 15m')
    .option('--redact <attributes>', 'replace their values where a key holds them: a,b')
    .addOption(output())
    .action(async (table: string, options: TailCommandOptions) => {
      outcome.code = await tailCommand(table, options, terminal)
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

const addRebuild: AddCommand = (program, terminal, outcome) => {
  program
    .command('rebuild')
    .description('bring an index to what the table is: in place, or as a new one that takes its place')
    .option('--table <name>', 'only functions on this table; or the name that the one table has elsewhere')
    .option('--function <name>', 'only this function')
    .option('--index <name>', 'where there are several')
    .option('--new-index', 'fill a new index beside it, compare, then switch the alias', false)
    .option('--mapping <file>', 'JSON with mappings and settings of the new index; else those of the old one')
    .option('--adopt', 'compare and switch to the index that is being filled, as by a state machine', false)
    .option('--abandon', 'give up the index that is being filled', false)
    .option('--drop-old', 'delete the indexes that the alias pointed to before', false)
    .option('--max-read-units <number>', 'read capacity units a second', whole)
    .option('--segments <number>', 'parallel parts of the scan; else 8', whole)
    .option('--pause <duration>', 'between two looks at what differs; else 10s')
    .option('--max-late <duration>', 'how far functions may be behind their streams; else 1h')
    .option('--max-repairs <number>', 'mend nothing where there is more to mend', whole)
    .option('--resume <file>', 'go on with an interrupted run')
    .option('--dry-run', 'only say what would be done', false)
    .option('--allow-writes', 'write to what is not on this machine', false)
    .addOption(output())
    .action(async (options: RebuildCommandOptions) => {
      outcome.code = await rebuildCommand(options, terminal)
    })
}

const addTouch: AddCommand = (program, terminal, outcome) => {
  program
    .command('touch')
    .description('write each item anew, unless it changes meanwhile, so that the stream carries all of them')
    .requiredOption('--table <name>', 'whose items')
    .option(
      '--attribute <name>',
      'the attribute that is written, which items have for nothing else',
      '_touched',
    )
    .option('--raise <name>', 'a number that is raised by one as well, where items carry their version')
    .option('--max-items <number>', 'touch no more', whole, 10_000)
    .option('--max-read-units <number>', 'read capacity units a second', whole)
    .option('--max-write-units <number>', 'write capacity units a second', whole)
    .option('--segments <number>', 'parallel parts of the scan; else 8', whole)
    .option('--resume <file>', 'go on with an interrupted run')
    .option('--dry-run', 'only say what would be done', false)
    .option('--allow-writes', 'write to a table that is not on this machine', false)
    .addOption(output())
    .action(async (options: TouchCommandOptions) => {
      outcome.code = await touchCommand(options, terminal)
    })
}

const addCost: AddCommand = (program, terminal, outcome) => {
  program
    .command('cost')
    .description('say what a table costs, and what it would cost paid for in every other way; reads only')
    .requiredOption('--table <name>', 'whose cost')
    .option('--days <number>', 'how far to look back, 1 to 63', whole, 14)
    .option('--prices <file...>', "AWS's offer files of AmazonDynamoDB, AWSLambda or AmazonS3", [])
    .option('--target <percent>', 'use that auto scaling aims at, 20 to 90', whole, 70)
    .option('--min-units <number>', 'least units a second with auto scaling', whole, 1)
    .option('--max-units <number>', 'most units a second with auto scaling', whole, 40_000)
    .option('--pipeline', "also the cost of a function on the table's stream, from runs of the engine", false)
    .option('--memory <mb>', 'of that function', whole, 512)
    .addOption(
      new Option('--architecture <name>', 'of that function').choices(['arm64', 'x86_64']).default('arm64'),
    )
    .option('--shards <number>', 'of the stream', whole, 1)
    .option('--invocation-ms <number>', 'what an invocation takes whatever is in it', whole, 20)
    .option('--change-ms <number>', 'and for each change', whole, 1)
    .addOption(humanOrJson())
    .action(async (options: CostCommandOptions) => {
      outcome.code = await costCommand(options, terminal)
    })
}

const addHotKeys: AddCommand = (program, terminal, outcome) => {
  program
    .command('hot-keys')
    .description(
      'name the keys that most is written to, or what Contributor Insights say of reads and throttling',
    )
    .argument('[file...]', 'what `tailrace capture` wrote')
    .option('--table <name>', 'whose streams to read, of an account or of a running dev')
    .option('--stream <arn>', 'the one stream to read')
    .option('--partition-key <name>', 'its name, for files; else whole items are ranked')
    .option('--top <number>', 'how many keys, up to 100', whole, 10)
    .option('--insights', 'ask Contributor Insights instead', false)
    .option('--since <time>', 'for --insights: an ISO time or a duration, up to 24h', '3h')
    .addOption(
      new Option('--enable-insights <mode>', 'turn Contributor Insights on, which costs').choices([
        'accessed',
        'throttled',
      ]),
    )
    .option('--allow-writes', 'turn them on where that is not on this machine', false)
    .addOption(humanOrJson())
    .action(async (files: readonly string[], options: HotKeysCommandOptions) => {
      outcome.code = await hotKeysCommand(files, options, terminal)
    })
}

const addMetrics: AddCommand = (program, terminal, outcome) => {
  program
    .command('metrics')
    .description('show a metric of CloudWatch, with a picture and its gaps')
    .option('--table <name>', 'whose metric: a table')
    .option('--index <name>', 'one of its global secondary indexes')
    .option('--operation <name>', 'one operation, as GetItem')
    .option('--function <name>', 'or a Lambda function')
    .requiredOption('--metric <name>', 'as CloudWatch calls it: ConsumedWriteCapacityUnits, IteratorAge')
    .option('--since <time>', 'an ISO time or a duration, up to 455d', '3h')
    .option(
      '--statistic <name>',
      'Sum, Average, Minimum, Maximum, SampleCount, p99; else Sum, or Average of times',
    )
    .option('--period <seconds>', 'of a point; else the finest that is kept for so long', whole)
    .addOption(humanOrJson())
    .action(async (options: MetricsCommandOptions) => {
      outcome.code = await metricsCommand(options, terminal)
    })
}

const addDashboard: AddCommand = (program, terminal, outcome) => {
  const dashboard = program
    .command('dashboard')
    .description('write or remove dashboards of a table and its pipeline')
  for (const action of ['apply', 'remove'] as const)
    dashboard
      .command(action)
      .description(action === 'apply' ? 'write them; twice changes nothing' : 'take away what apply wrote')
      .requiredOption('--table <name>', 'whose dashboards')
      .option('--name <text>', 'begins their names; else tailrace-TABLE')
      .option('--function <name...>', 'a function of the pipeline, or FUNCTION=UUID of its mapping', [])
      .option('--allow-writes', 'write what is not on this machine', false)
      .addOption(humanOrJson())
      .action(async (options: DashboardCommandOptions) => {
        outcome.code = await dashboardCommand(action, options, terminal)
      })
}

const addDoctor: AddCommand = (program, terminal, outcome) => {
  program
    .command('doctor')
    .description('say what is wrong with a table and the functions on its stream, as AWS has them')
    .requiredOption('--table <name>', 'as it is deployed')
    .option('--function <name>', 'only this one, as it is deployed; else those on the stream')
    .option('--region <name>', 'else that of the environment or the profile')
    .option('--endpoint <url>', 'of LocalStack, for one; else AWS_ENDPOINT_URL')
    .option('--profile <name>', 'whose credentials are used; else those of the environment')
    .option('--max-read-units <number>', 'what a sample of items may cost; 0: none is read', whole, 100)
    .option('--policy', 'print the least that each function has to be allowed, instead', false)
    .addOption(
      new Option('--output <format>', 'lines for a person, or one JSON object')
        .choices(['human', 'json'])
        .default('human'),
    )
    .option('--json', 'the same as --output json', false)
    .action(async ({ json: isJson, ...options }: DoctorCommandOptions & { readonly json: boolean }) => {
      outcome.code = await doctorCommand({ ...options, ...(isJson && { output: 'json' }) }, terminal)
    })
}

const verbsOfAlarms = [
  ['apply', 'make them, and bring those that are there to their definition'],
  ['diff', 'say what apply would do; exits with 3 where that is something'],
  ['remove', 'take away those that apply has made'],
] as const

const addAlarms: AddCommand = (program, terminal, outcome) => {
  const alarms = program
    .command('alarms')
    .description('the alarms of a table and of the functions on its stream')
  for (const [verb, description] of verbsOfAlarms) {
    const command = alarms
      .command(verb)
      .description(description)
      .requiredOption('--table <name>', 'as it is deployed')
      .option('--function <name>', 'only this one, as it is deployed; else those on the stream')
      .option('--region <name>', 'else that of the environment or the profile')
      .option('--endpoint <url>', 'of LocalStack, for one; else AWS_ENDPOINT_URL')
      .option('--profile <name>', 'whose credentials are used; else those of the environment')
      .option('--allow-writes', 'change alarms of an account', false)
      .addOption(
        new Option('--output <format>', 'lines for a person, or one JSON object')
          .choices(['human', 'json'])
          .default('human'),
      )
      .action(async (options: AlarmsCommandOptions) => {
        outcome.code = await alarmsCommand(verb, options, terminal)
      })
    if (verb !== 'remove') command.requiredOption('--topic <arn>', 'that alarms tell')
  }
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
  addRedrive,
  addVerify,
  addRebuild,
  addTouch,
  addCost,
  addHotKeys,
  addMetrics,
  addDashboard,
  addDoctor,
  addAlarms,
]

/** The command line with all of its commands. */
export const newProgram = (terminal: Terminal, outcome: Outcome): Command => {
  const program = new Command('tailrace')
    .description('Processes DynamoDB Streams: every change applied, parked with its payload, or retried.')
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.say })
    .exitOverride()
    .version(ownVersion())
  for (const add of all) add(program, terminal, outcome)
  for (const command of program.commands) command.addHelpText('after', exampleText(command.name()))
  return program
}
