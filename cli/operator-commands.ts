import type { AlarmsCommandOptions } from './alarms-command.ts'
import type { CostCommandOptions } from './cost-command.ts'
import type { DashboardCommandOptions } from './dashboard-command.ts'
import type { DoctorCommandOptions } from './doctor-command.ts'
import type { HotKeysCommandOptions } from './hot-keys-command.ts'
import type { MetricsCommandOptions } from './metrics-command.ts'
import type { RebuildCommandOptions } from './rebuild-command.ts'
import type { TouchCommandOptions } from './touch-command.ts'
import type { VerifyCommandOptions } from './verify-options.ts'
import { Option } from 'commander'
import type { WithForm } from './output-form.ts'
import { inDocument, inLines } from './output-form.ts'
import { withAwsPlace } from './aws-place.ts'
import { output, outputDocument, whole } from './parse-option.ts'
import { withProjectOptions } from './project-options.ts'
import type { AddCommand } from './add-command.ts'

const addVerify: AddCommand = (program, terminal, outcome) => {
  withProjectOptions(program.command('verify'))
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
    .action(async (options: WithForm<VerifyCommandOptions>) => {
      const { verifyCommand } = await import('./verify-command.ts')
      outcome.code = await inLines(terminal, options, verifyCommand)
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
    .action(async (options: WithForm<RebuildCommandOptions>) => {
      const { rebuildCommand } = await import('./rebuild-command.ts')
      outcome.code = await inLines(terminal, options, rebuildCommand)
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
    .action(async (options: WithForm<TouchCommandOptions>) => {
      const { touchCommand } = await import('./touch-command.ts')
      outcome.code = await inLines(terminal, options, touchCommand)
    })
}

const addCost: AddCommand = (program, terminal, outcome) => {
  withAwsPlace(program.command('cost'))
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
    .addOption(outputDocument())
    .action(async (options: WithForm<CostCommandOptions>) => {
      const { costCommand } = await import('./cost-command.ts')
      outcome.code = await inDocument(terminal, options, costCommand)
    })
}

const addHotKeys: AddCommand = (program, terminal, outcome) => {
  withAwsPlace(program.command('hot-keys'))
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
    .addOption(outputDocument())
    .action(async (files: readonly string[], options: WithForm<HotKeysCommandOptions>) => {
      const { hotKeysCommand } = await import('./hot-keys-command.ts')
      outcome.code = await inDocument<HotKeysCommandOptions>(terminal, options, async (given, to) =>
        hotKeysCommand(files, given, to),
      )
    })
}

const addMetrics: AddCommand = (program, terminal, outcome) => {
  withAwsPlace(program.command('metrics'))
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
    .addOption(outputDocument())
    .action(async (options: WithForm<MetricsCommandOptions>) => {
      const { metricsCommand } = await import('./metrics-command.ts')
      outcome.code = await inDocument(terminal, options, metricsCommand)
    })
}

const addDashboard: AddCommand = (program, terminal, outcome) => {
  const dashboard = program
    .command('dashboard')
    .description('write or remove dashboards of a table and its pipeline')
  for (const action of ['apply', 'remove'] as const)
    withAwsPlace(dashboard.command(action))
      .description(action === 'apply' ? 'write them; twice changes nothing' : 'take away what apply wrote')
      .requiredOption('--table <name>', 'whose dashboards')
      .option('--name <text>', 'begins their names; else tailrace-TABLE')
      .option('--function <name...>', 'a function of the pipeline, or FUNCTION=UUID of its mapping', [])
      .option('--namespace <text>', 'of the metrics of processors; else Tailrace')
      .option('--allow-writes', 'write what is not on this machine', false)
      .addOption(outputDocument())
      .action(async (options: WithForm<DashboardCommandOptions>) => {
        const { dashboardCommand } = await import('./dashboard-command.ts')
        outcome.code = await inDocument<DashboardCommandOptions>(terminal, options, async (given, to) =>
          dashboardCommand(action, given, to),
        )
      })
}

const addDoctor: AddCommand = (program, terminal, outcome) => {
  withAwsPlace(program.command('doctor'))
    .description('say what is wrong with a table and the functions on its stream, as AWS has them')
    .requiredOption('--table <name>', 'as it is deployed')
    .option('--function <name>', 'only this one, as it is deployed; else those on the stream')
    .option('--max-read-units <number>', 'what a sample of items may cost; 0: none is read', whole, 100)
    .option('--policy', 'print the least that each function has to be allowed, instead', false)
    .addOption(outputDocument())
    .option('--json', 'the same as --output json', false)
    .action(
      async ({ json: isJson, ...options }: WithForm<DoctorCommandOptions> & { readonly json: boolean }) => {
        const { doctorCommand } = await import('./doctor-command.ts')
        const { output: asked } = options
        const given = { ...options, output: isJson ? ('json' as const) : asked }
        outcome.code = await inDocument<DoctorCommandOptions>(terminal, given, doctorCommand)
      },
    )
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
    const command = withAwsPlace(alarms.command(verb))
      .description(description)
      .requiredOption('--table <name>', 'as it is deployed')
      .option('--function <name>', 'only this one, as it is deployed; else those on the stream')
      .option('--allow-writes', 'change alarms of an account', false)
      .addOption(outputDocument())
      .action(async (options: WithForm<AlarmsCommandOptions>) => {
        const { alarmsCommand } = await import('./alarms-command.ts')
        outcome.code = await inDocument<AlarmsCommandOptions>(terminal, options, async (given, to) =>
          alarmsCommand(verb, given, to),
        )
      })
    if (verb !== 'remove') command.requiredOption('--topic <arn>', 'that alarms tell')
  }
}

/** The commands of whoever keeps a table and its pipeline in order. */
export const operatorCommands: readonly AddCommand[] = [
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
