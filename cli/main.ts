import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { homedir } from 'node:os'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { systemClock } from '../core/clock.ts'
import { keepFromAws } from '../engine/function/keep-from-aws.ts'
import { accountVariables } from '../operations/local-run/safe-environment.ts'
import type { CaptureCommandOptions } from './capture-command.ts'
import { captureCommand } from './capture-command.ts'
import type { CheckCommandOptions } from './check-command.ts'
import { checkCommand } from './check-command.ts'
import { devCommand } from './dev-command.ts'
import type { DevCommandOptions } from './dev-command.ts'
import { errorLine, exitCodeOf, exitCodes } from './exit-code.ts'
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

const rate = (text: string): number => {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 1) return value
  throw new InvalidArgumentError('It must be a number from 0 to 1.')
}

const whole = (text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number.')
}

const port = (text: string): number => {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text)
  throw new InvalidArgumentError('It must be a port, 0 to 65535.')
}

/** What `dev` chooses itself. */
const noChoice = {
  chaos: undefined,
  engine: undefined,
  endpoint: undefined,
  tablePort: undefined,
  inspect: undefined,
}

const output = (): Option =>
  new Option('--output <format>', 'text, or one JSON object a line')
    .choices(['text', 'ndjson'])
    .default('text')

/** Commands put their exit code here. */
interface Outcome {
  code: number
}

const program = (terminal: Terminal, outcome: Outcome): Command => {
  const command = new Command('tailrace')
    .description('Processes DynamoDB Streams: every change applied, parked with its payload, or retried.')
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.say })
    .exitOverride()
  command
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
  command
    .command('status')
    .description('say where the tables and sinks are of the dev that runs in this folder')
    .addOption(output())
    .action((options: Pick<DevCommandOptions, 'output'>) => {
      outcome.code = statusCommand(options.output, terminal)
    })
  command
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
  command
    .command('explain')
    .description('say for each record and processor: matched, or the part of the filter that failed')
    .argument('<file...>', 'as for replay')
    .addOption(output())
    .action(async (files: readonly string[], options: Pick<DevCommandOptions, 'output'>) => {
      outcome.code = await explainCommand(files, options.output, terminal)
    })
  command
    .command('check')
    .description('say what of the deploy file would lose, block or cost; exits with 5 where something breaks')
    .option('--strict', 'exit with 5 for warnings too', false)
    .addOption(output())
    .action(async (options: CheckCommandOptions) => {
      outcome.code = await checkCommand(options, terminal)
    })
  command
    .command('filters')
    .description(
      'print the filterPatterns that follow from the filters of each function, as JSON by function',
    )
    .option('-o, --out <file>', 'write them there, for ${file(FILE):FUNCTION} in the deploy file')
    .option('--check', 'only compare, and exit with 5 where the file is stale', false)
    .action(async (options: FiltersCommandOptions) => {
      outcome.code = await filtersCommand(options, terminal)
    })
  command
    .command('match')
    .description("match events against EventBridge patterns: prints match, nomatch or 'invalid: WHY'")
    .option('--pattern <file>', 'a pattern; - is stdin')
    .option('--event <file>', 'an event; - is stdin')
    .option('--stdin', 'answer lines of {"id","pattern","event"} with lines of {"id","result"}')
    .action(async (options: MatchCommandOptions) => {
      outcome.code = await matchCommand(options, terminal)
    })
  command
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
  command
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
  command
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
  return command
}

/** Ctrl-C asks for an end, as does closing the terminal; a second one does not wait for it. */
const interruptible = (): AbortSignal => {
  const controller = new AbortController()
  const ask = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask)
  return controller.signal
}

/** What comes on stdin, as text. An interrupt ends it. */
const stdinText = async function* (signal: AbortSignal): AsyncIterable<string> {
  const end = (): unknown => process.stdin.destroy()
  signal.addEventListener('abort', end, { once: true })
  try {
    for await (const piece of process.stdin.setEncoding('utf8')) yield String(piece)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    signal.removeEventListener('abort', end)
  }
}

const stdoutFree = async (): Promise<void> => {
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain')
}

/** A reader that has seen enough, as `head` has, is no error. */
const endWithReader = (error: Error): void => {
  if ('code' in error && error.code === 'EPIPE') process.exit(exitCodes.done)
  throw error
}

/**
 * The command line: data on stdout, the rest on stderr, never rejects.
 * @returns the exit code
 */
export const main = async (argv: readonly string[], env: Terminal['env']): Promise<number> => {
  process.stdout.on('error', endWithReader)
  const signal = interruptible()
  const terminal: Terminal = {
    env: { ...env },
    folder: process.cwd(),
    clock: systemClock,
    out: text => void process.stdout.write(text),
    say: text => void process.stderr.write(text),
    input: () => stdinText(signal),
    flush: stdoutFree,
    signal,
    lend: variables => void Object.assign(process.env, variables),
    keepLocal: () => {
      for (const name of accountVariables) Reflect.deleteProperty(process.env, name)
      keepFromAws()
    },
    random: Math.random,
    newId: randomUUID,
    platform: process.platform,
    arch: process.arch,
    homeFolder: homedir(),
  }
  const outcome: Outcome = { code: exitCodes.done }
  try {
    await program(terminal, outcome).parseAsync([...argv], { from: 'user' })
    return outcome.code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    terminal.say(errorLine(error))
    return exitCodeOf(error)
  }
}
