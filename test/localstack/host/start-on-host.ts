import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../../core/clock.ts'
import { fetchMavenEngine } from '../../../local-servers/fetch-maven-engine.ts'
import { startServer } from '../../../local-servers/start-server.ts'
import {
  dynamoDbLocal,
  mainClass,
  nativePlatform,
} from '../../../local-servers/table/dynamodb-local-files.ts'
import { probeMachine } from '../../../local-servers/table/probe-machine.ts'
import { findPython } from '../../../scripts/python/find-python.ts'
import { pythonVenv } from '../../../scripts/python/python-venv.ts'
import type { RunningLocalStack } from '../running.ts'
import { isHealthy, Missing, sharedSettings } from '../running.ts'
import { killRun, runIdName } from './run-processes.ts'

type Env = Readonly<Record<string, string | undefined>>

/** LocalStack 4.14.0, the last that starts without an account, runs on this Python only. */
const pythonVersion = '3.13'
const minJavaVersion = 17

const version = '4.14.0'
const name = `localstack-${version}`

const here = import.meta.dirname

/** Installs LocalStack and DynamoDB Local into the cache, once. */
const install = async (
  cacheFolder: string,
  env: Env,
): Promise<{ readonly python: string; readonly jars: string }> => {
  const platform = nativePlatform(process.platform, process.arch)
  if (process.platform !== 'linux' || platform === undefined)
    throw new Missing(
      `without Docker, LocalStack runs on linux-x64 only, and this is ${process.platform}-${process.arch}`,
    )
  const python = findPython(pythonVersion, env)
  if (python === undefined)
    throw new Missing(`no Python ${pythonVersion} was found; TAILRACE_PYTHON can name one`)
  const { javaVersion = 0, hasMaven } = await probeMachine(process.platform, process.arch)
  if (javaVersion < minJavaVersion || !hasMaven)
    throw new Missing(`DynamoDB Local needs Java ${minJavaVersion} or newer, and Maven to fetch it`)
  const jars = await fetchMavenEngine(dynamoDbLocal(platform), { cacheFolder, onProgress: () => undefined })
  const bin = pythonVenv(python, join(cacheFolder, name, 'venv'), join(here, 'requirements.txt'))
  return { python: join(bin, 'python'), jars }
}

const dynamoDbCommand = (jars: string): readonly string[] => [
  'java',
  '-Xmx256m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  `-Djava.library.path=${jars}`,
  '-cp',
  `${jars}/*`,
  mainClass,
  '-inMemory',
  '-disableTelemetry',
]

/**
 * Starts LocalStack as an ordinary process on loopback: tables and streams by the DynamoDB Local that `tailrace dev`
 * uses, functions as child processes on the project's own Node.js.
 *
 * @throws Missing
 */
export const startOnHost = async (cacheFolder: string, env: Env): Promise<RunningLocalStack> => {
  const { python, jars } = await install(cacheFolder, env)
  const runs = join(cacheFolder, name, 'runs')
  mkdirSync(runs, { recursive: true })
  const root = mkdtempSync(join(runs, 'run-'))
  const calls = join(root, 'calls.ndjson')
  const settings = (port: number): Readonly<Record<string, string>> => ({
    ...sharedSettings,
    PATH: env['PATH'] ?? '',
    LANG: 'C.UTF-8',
    HOME: root,
    TMPDIR: root,
    XDG_CACHE_HOME: root,
    CONFIG_DIR: root,
    FILESYSTEM_ROOT: root,
    OVERRIDE_IN_DOCKER: '0',
    PYTHONPATH: join(here, 'plugin'),
    PYTHONDONTWRITEBYTECODE: '1',
    GATEWAY_LISTEN: `127.0.0.1:${port}`,
    LOCALSTACK_HOST: `127.0.0.1:${port}`,
    DNS_ADDRESS: '0',
    SKIP_SSL_CERT_DOWNLOAD: '1',
    LAMBDA_RUNTIME_EXECUTOR: 'process',
    TAILRACE_DYNAMODB_LOCAL: JSON.stringify(dynamoDbCommand(jars)),
    TAILRACE_NODE: process.execPath,
    TAILRACE_CALLS: calls,
    [runIdName]: root,
  })
  const end = (): void => {
    killRun(root)
    rmSync(root, { recursive: true, force: true })
  }
  process.once('exit', end)
  const { endpoint, stop } = await startServer({
    what: `LocalStack ${version}`,
    // Nothing of our own environment goes in: a proxy, a profile or a setting of LocalStack would change the run.
    command: 'env',
    args: port => [
      '-i',
      ...Object.entries(settings(port)).map(([name, value]) => `${name}=${value}`),
      ...[python, '-m', 'localstack.runtime.main'],
    ],
    clock: systemClock,
    isUp: isHealthy,
    timeoutMs: 120_000,
  })
  return {
    endpoint,
    how: 'on this machine, without Docker',
    calls,
    stop: async () => {
      await stop()
      end()
      process.off('exit', end)
    },
  }
}
