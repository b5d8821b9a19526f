import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** As in .ci/runtime-client. */
const version = '4.0.2'

const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')

/** AWS's own runtime client, where .ci/runtime-client has built it. */
const runtimeClient = join(cache, 'tailrace', `aws-lambda-ric-${version}`, 'node_modules', 'aws-lambda-ric')

/** Its program. */
export const runtimeProgram = join(runtimeClient, 'index.mjs')

/** Why no bundle can be run here. */
export const whyNot = existsSync(join(runtimeClient, 'rapid-client.node'))
  ? undefined
  : `aws-lambda-ric ${version} is not built: .ci/runtime-client builds it`

/** The function that a runtime is started for. */
interface Started {
  /** Of the runtime API. */
  readonly address: string
  readonly handler: string
  readonly folder: string
  readonly memoryMb: number
}

/** What Lambda tells a runtime. */
export const sandboxEnv = ({ address, handler, folder, memoryMb }: Started): Record<string, string> => ({
  AWS_LAMBDA_RUNTIME_API: address,
  _HANDLER: handler,
  LAMBDA_TASK_ROOT: folder,
  AWS_LAMBDA_FUNCTION_NAME: 'bundled',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/bundled',
  AWS_LAMBDA_LOG_STREAM_NAME: 'here',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_REGION: 'eu-central-1',
})

/** An event as a runtime gets it, which may take so long. */
export const invocationOf = (event: unknown, limitMs: number) => ({
  requestId: crypto.randomUUID(),
  event,
  deadlineMs: Date.now() + limitMs,
  functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:bundled',
  traceId: 'Root=1-00000000-000000000000000000000000',
})
