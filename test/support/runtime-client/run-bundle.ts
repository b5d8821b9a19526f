import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import type { RuntimeAnswer } from './runtime-api.ts'
import { startRuntimeApi } from './runtime-api.ts'

/** As in .ci/runtime-client. */
const version = '4.0.2'

const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')

/** AWS's own runtime client, where .ci/runtime-client has built it. */
export const runtimeClient = join(
  cache,
  'tailrace',
  `aws-lambda-ric-${version}`,
  'node_modules',
  'aws-lambda-ric',
)

/** Why no bundle can be run here. */
export const whyNot = existsSync(join(runtimeClient, 'rapid-client.node'))
  ? undefined
  : `aws-lambda-ric ${version} is not built: .ci/runtime-client builds it`

const unzipped = (zip: Uint8Array, folder: string): void => {
  for (const [path, content] of Object.entries(unzipSync(zip))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

/** Loads a zip as Lambda does, with AWS's own client, and gives it one event. */
export const runBundle = async (
  zip: Uint8Array,
  options: {
    readonly folder: string
    readonly handler: string
    readonly env: Readonly<Record<string, string>>
    readonly event: unknown
    /** Path of the Node that loads it. @defaultValue the one that runs this */
    readonly node?: string
  },
): Promise<RuntimeAnswer> => {
  const { folder, handler, env, event, node = process.execPath } = options
  unzipped(zip, folder)
  const api = await startRuntimeApi(event)
  const child = spawn(node, [join(runtimeClient, 'index.mjs')], {
    cwd: folder,
    env: {
      ...env,
      AWS_LAMBDA_RUNTIME_API: api.address,
      _HANDLER: handler,
      LAMBDA_TASK_ROOT: folder,
      AWS_LAMBDA_FUNCTION_NAME: 'bundled',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/bundled',
      AWS_LAMBDA_LOG_STREAM_NAME: 'here',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_REGION: 'eu-central-1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const ended = new Promise<never>((_, reject) => {
    child.on('exit', code => {
      reject(new Error(`the runtime client ended with ${String(code)}: ${said}`))
    })
  })
  try {
    return await Promise.race([api.answered, ended])
  } finally {
    child.removeAllListeners('exit')
    child.kill('SIGKILL')
    api.close()
  }
}
