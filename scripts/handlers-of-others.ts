// Runs stream handlers that live in packages of npm, written by others, unchanged under `tailrace dev`, and says what
// became of each change. Installs them into a temporary folder: where the registry does not answer, it says so.
import { spawn, spawnSync } from 'node:child_process'
import { isDeepStrictEqual } from 'node:util'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { projectFiles } from './handlers-of-others/project-files.ts'
import { stubSinks } from './handlers-of-others/stub-sinks.ts'

/** With what they need and do not bring along. */
const packages = [
  'dynamodb-stream-elasticsearch@3.3.1',
  'aws-lambda-stream@1.0.0',
  ...[
    'cloudwatch',
    'dynamodb',
    'eventbridge',
    'firehose',
    'kinesis',
    'lambda',
    's3',
    'secrets-manager',
    'kms',
  ].map(name => `@aws-sdk/client-${name}@3`),
  ...[
    '@aws-sdk/client-sns@3',
    '@aws-sdk/client-sqs@3',
    '@aws-sdk/lib-dynamodb@3',
    '@aws-sdk/util-dynamodb@3',
  ],
]

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** `FUNCTION: KIND KEY became`, of plain handlers. */
const answersIn = (out: string): readonly string[] =>
  out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Readonly<Record<string, unknown>>)
    .filter(({ event }) => event === 'Answered')
    .map(each => ['function', 'eventName', 'key', 'became'].map(name => String(each[name])).join(' '))
    .toSorted()

const expected = ['events', 'search'].flatMap(name =>
  ['INSERT 1|thing', 'INSERT 2|thing', 'MODIFY 1|thing', 'REMOVE 2|thing'].map(
    change => `${name} ${change} applied`,
  ),
)

const nameOf = (document: unknown): unknown => (document as { readonly name?: unknown }).name

const runIn = async (folder: string): Promise<void> => {
  const sinks = await stubSinks()
  try {
    const args = ['dev', '--once', '--no-ui', '--table-port', '0', '--output', 'ndjson']
    const child = spawn(process.execPath, [resolve('bin/tailrace.mjs'), ...args], {
      cwd: folder,
      env: { ...process.env, STUB_URL: sinks.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const answers = answersIn(await text(child.stdout))
    for (const each of answers) say(each)
    const { documents, events } = sinks
    say(`documents: ${JSON.stringify(Object.fromEntries(documents))}`)
    say(`events: ${events.toSorted().join(', ')}`)
    const isWhole =
      isDeepStrictEqual(answers, expected) &&
      isDeepStrictEqual([...documents.values()].map(nameOf), ['large kettle']) &&
      isDeepStrictEqual(events.toSorted(), [
        'thing-created',
        'thing-created',
        'thing-deleted',
        'thing-updated',
      ])
    if (!isWhole) throw new Error('the handlers did other things than these changes ask for')
  } finally {
    sinks.close()
  }
}

const folder = mkdtempSync(join(tmpdir(), 'tailrace-others-'))
try {
  for (const [name, content] of Object.entries(projectFiles)) writeFileSync(join(folder, name), content)
  const quiet = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel', 'error']
  const installed = spawnSync('npm', ['install', ...quiet, ...packages], { cwd: folder, encoding: 'utf8' })
  if (installed.status === 0) await runIn(folder)
  else say(`not run: the packages cannot be installed: ${installed.stderr.trim()}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
