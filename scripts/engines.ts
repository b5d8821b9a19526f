// Starts DynamoDB Local, OpenSearch and Redis or Valkey on this machine, says where they are, and runs until Ctrl-C.
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { errorLine, exitCodeOf, exitCodes } from '../cli/exit-code.ts'
import { systemClock } from '../core/clock.ts'
import type { DownloadProgress } from '../local-servers/fetch-maven-engine.ts'
import type { OpenSearchLine } from '../local-servers/engines/opensearch-files.ts'
import type { EngineName, RunningEngine } from '../local-servers/engines/start-engines.ts'
import { engineNames, startEngines } from '../local-servers/engines/start-engines.ts'
import { stopAll } from '../local-servers/clean-up.ts'

const usage = `npm run engines -- [--only ${engineNames.join(',')}] [--opensearch 2|3] [--output text|ndjson]\n`

interface Options {
  readonly engines: readonly EngineName[]
  readonly openSearch: OpenSearchLine | undefined
  readonly isText: boolean
  readonly isHelp: boolean
}

const oneOf = <T extends string>(name: string, value: string, allowed: readonly T[]): T => {
  const found = allowed.find(each => each === value)
  if (found === undefined) throw new Error(`--${name} takes ${allowed.join(', ')}, not ${value}`)
  return found
}

const read = (): Options => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: engineNames.join(',') },
      opensearch: { type: 'string' },
      output: { type: 'string', default: 'text' },
      help: { type: 'boolean', default: false },
    },
  })
  const { only, opensearch, output, help } = values
  return {
    engines: only.split(',').map(name => oneOf('only', name, engineNames)),
    openSearch: opensearch === undefined ? undefined : oneOf('opensearch', opensearch, ['2', '3'] as const),
    isText: oneOf('output', output, ['text', 'ndjson'] as const) === 'text',
    isHelp: help,
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

const progressEveryMs = 1_000
const lastAtMs = new Map<EngineName, number>()
const tellProgress = (engine: EngineName, { doneBytes, totalBytes }: DownloadProgress): void => {
  if (Date.now() - (lastAtMs.get(engine) ?? 0) < progressEveryMs) return
  lastAtMs.set(engine, Date.now())
  process.stderr.write(`fetching ${engine}: ${megabytes(doneBytes)} of ${megabytes(totalBytes)} MB\n`)
}

const tell = (isText: boolean, { engine, version, variable, url }: RunningEngine): void => {
  process.stdout.write(
    isText ? `${variable}=${url}  (${version})\n` : `${JSON.stringify({ engine, version, variable, url })}\n`,
  )
}

const untilInterrupted = async (): Promise<void> =>
  new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })

const run = async ({ engines, openSearch, isText }: Options): Promise<number> => {
  const { XDG_CACHE_HOME = join(homedir(), '.cache') } = process.env
  const interrupted = untilInterrupted()
  const starting = startEngines({
    engines,
    ...(openSearch !== undefined && { openSearch }),
    env: process.env,
    cacheFolder: join(XDG_CACHE_HOME, 'tailrace'),
    platform: process.platform,
    arch: process.arch,
    isRoot: process.getuid?.() === 0,
    clock: systemClock,
    onProgress: tellProgress,
  })
  const running = await Promise.race([starting, interrupted.then(() => undefined)])
  // A signal that nobody takes ends a process without a word to its children; this exit ends them as well.
  if (running === undefined) process.exit(exitCodes.interrupted)
  for (const each of running) tell(isText, each)
  process.stderr.write('running; press Ctrl-C to stop\n')
  await interrupted
  await stopAll(running)
  return exitCodes.done
}

const main = async (): Promise<number> => {
  let options: Options
  try {
    options = read()
  } catch (error) {
    process.stderr.write(errorLine(error))
    return exitCodes.usage
  }
  if (options.isHelp) {
    process.stdout.write(usage)
    return exitCodes.done
  }
  try {
    return await run(options)
  } catch (error) {
    process.stderr.write(errorLine(error))
    return exitCodeOf(error)
  }
}

process.exitCode = await main()
