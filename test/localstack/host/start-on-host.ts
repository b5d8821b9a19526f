import { spawn } from 'node:child_process'
import { mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  filesFor,
  mainClass,
  nativePlatform,
} from '../../../operations/table-engine/dynamodb-local-files.ts'
import { fetchDynamoDbLocal } from '../../../operations/table-engine/fetch-dynamodb-local.ts'
import { probeMachine } from '../../../operations/table-engine/probe-machine.ts'
import { findPython } from '../../../scripts/python/find-python.ts'
import { pythonVenv } from '../../../scripts/python/python-venv.ts'
import { freePort } from '../free-port.ts'
import type { RunningLocalStack } from '../running.ts'
import { Missing, settings, whenHealthy } from '../running.ts'
import { killRun, runIdName } from './run-processes.ts'

type Env = Readonly<Record<string, string | undefined>>

/** LocalStack 4.14.0 is the last that starts without an account, and needs this Python. */
const pythonVersion = '3.13'
const minJavaVersion = 17

const here = import.meta.dirname

/** LocalStack and DynamoDB Local, installed once into the cache. */
const install = async (cacheFolder: string, env: Env): Promise<{ python: string; dynamoDbLocal: string }> => {
  const python = findPython(pythonVersion, env)
  if (python === undefined) throw new Missing(`Python ${pythonVersion} was not found: name one in TAILRACE_PYTHON`)
  const { javaVersion = 0, hasMaven } = await probeMachine(process.platform, process.arch)
  const platform = nativePlatform(process.platform, process.arch)
  if (process.platform !== 'linux' || platform === undefined)
    throw new Missing(`without Docker it runs on linux-x64 only, not on ${process.platform}-${process.arch}`)
  if (javaVersion < minJavaVersion || !hasMaven)
    throw new Missing(`Java ${minJavaVersion} or newer and Maven are needed by DynamoDB Local`)
  const [dynamoDbLocal] = await Promise.all([
    fetchDynamoDbLocal({ cacheFolder, platform, onProgress: () => undefined }),
  ])
  const bin = pythonVenv(python, join(cacheFolder, 'localstack', 'venv'), join(here, 'requirements.txt'))
  return { python: join(bin, 'python'), dynamoDbLocal }
}

const dynamoDbCommand = (folder: string): readonly string[] => [
  'java',
  '-Xmx256m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  `-Djava.library.path=${folder}`,
  '-cp',
  `${folder}/*`,
  mainClass,
  '-inMemory',
  '-disableTelemetry',
]

/**
 * Starts LocalStack as an ordinary process on loopback: tables and streams by the DynamoDB Local that `tailrace dev`
 * uses, functions as child processes of the project's own Node.js.
 *
 * @throws Missing
 */
export const startOnHost = async (cacheFolder: string, env: Env): Promise<RunningLocalStack> => {
  const { python, dynamoDbLocal } = await install(cacheFolder, env)
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const runId = `${process.pid}-${port}`
  const root = join(cacheFolder, 'localstack', 'runs', runId)
  const logFile = join(root, 'localstack.log')
  mkdirSync(join(root, 'tmp'), { recursive: true })
  const log = openSync(logFile, 'w')
  const child = spawn(python, ['-m', 'localstack.runtime.main'], {
    stdio: ['ignore', log, log],
    detached: true,
    env: {
      PATH: env['PATH'],
      HOME: root,
      TMPDIR: join(root, 'tmp'),
      XDG_CACHE_HOME: root,
      CONFIG_DIR: root,
      FILESYSTEM_ROOT: root,
      LANG: 'C.UTF-8',
      OVERRIDE_IN_DOCKER: '0',
      PYTHONPATH: join(here, 'plugin'),
      PYTHONDONTWRITEBYTECODE: '1',
      GATEWAY_LISTEN: `127.0.0.1:${port}`,
      LOCALSTACK_HOST: `127.0.0.1:${port}`,
      DNS_ADDRESS: '0',
      SKIP_SSL_CERT_DOWNLOAD: '1',
      DYNAMODB_IN_MEMORY: '1',
      LAMBDA_RUNTIME_EXECUTOR: 'process',
      ...settings,
      TAILRACE_DYNAMODB_LOCAL: JSON.stringify(dynamoDbCommand(dynamoDbLocal)),
      TAILRACE_NODE: process.execPath,
      [runIdName]: runId,
    },
  })
  const kill = (): void => {
    killRun(runId)
  }
  process.once('exit', kill)
  let hasEnded = false
  child.once('close', () => {
    hasEnded = true
  })
  if (!(await whenHealthy(endpoint, () => hasEnded))) {
    kill()
    const words = readFileSync(logFile, 'utf8').trim().split('\n').slice(-10).join('\n')
    throw new Error(`LocalStack did not start:\n${words}`)
  }
  return {
    endpoint,
    how: 'on this machine, without Docker',
    stop: async () => {
      kill()
      process.off('exit', kill)
      await Promise.resolve()
    },
  }
}
