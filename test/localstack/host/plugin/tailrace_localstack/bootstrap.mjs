// Loads a function's handler and calls it, one invocation a line over the socket in TAILRACE_CONTROL_FD, for as long as
// LocalStack keeps the process. Standard output and error are the function's log.
import { existsSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const {
  TAILRACE_CONTROL_FD,
  LAMBDA_TASK_ROOT,
  _HANDLER,
  AWS_LAMBDA_FUNCTION_NAME,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
} = process.env
const control = new Socket({ fd: Number(TAILRACE_CONTROL_FD), readable: true, writable: true })
// LocalStack is gone, or wants this process gone.
control.on('close', () => process.exit(0)).on('error', () => process.exit(0))

const wordsOf = error => ({
  errorType: error?.name ?? 'Error',
  errorMessage: String(error?.message ?? error),
  trace: String(error?.stack ?? '').split('\n'),
})

const load = async () => {
  const dot = _HANDLER.lastIndexOf('.')
  const path = join(LAMBDA_TASK_ROOT, _HANDLER.slice(0, dot))
  const file = ['.mjs', '.js', '.cjs'].map(extension => path + extension).find(existsSync)
  if (file === undefined) throw new Error(`Cannot find module '${path}'`)
  const handler = (await import(pathToFileURL(file).href))[_HANDLER.slice(dot + 1)]
  if (typeof handler !== 'function') throw new Error(`${_HANDLER} is not a function`)
  return handler
}

const context = ({ id, arn, deadlineMs }) => ({
  awsRequestId: id,
  invokedFunctionArn: arn,
  functionName: AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: '$LATEST',
  memoryLimitInMB: AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: `/aws/lambda/${AWS_LAMBDA_FUNCTION_NAME}`,
  logStreamName: String(process.pid),
  getRemainingTimeInMillis: () => deadlineMs - Date.now(),
})

const loaded = load().then(
  handler => ({ handler }),
  error => ({ error: { ...wordsOf(error), errorType: 'Runtime.ImportModuleError' } }),
)
for await (const line of createInterface({ input: control })) {
  const message = JSON.parse(line)
  const { handler, error } = await loaded
  const reply =
    error === undefined
      ? await (async () => handler(message.event, context(message)))().then(
          result => ({ result: result ?? null }),
          failure => ({ error: wordsOf(failure) }),
        )
      : { error }
  control.write(`${JSON.stringify(reply)}\n`)
}
