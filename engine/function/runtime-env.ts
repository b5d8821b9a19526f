type Env = Readonly<Record<string, string | undefined>>

/** What the variables of a runtime are made of. */
export interface RuntimeEnvOptions {
  readonly functionName: string
  readonly memorySizeMb: number
  /** In Lambda's words; `nodejs24.x` and others like it. */
  readonly runtime?: string | undefined
  /** As the deploy file has it: `src/orders.handler`. */
  readonly handler: string
  /** Folder of the code. */
  readonly taskRoot: string
}

/** Where Lambda would keep what the function prints. */
export const logPlace = (
  functionName: string,
): { readonly logGroupName: string; readonly logStreamName: string } => ({
  logGroupName: `/aws/lambda/${functionName}`,
  logStreamName: 'local/[$LATEST]',
})

/**
 * Adds the variables that Lambda's runtimes set; a function cannot set these itself, but for the time zone and the
 * language.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const runtimeEnv = (given: Env, options: RuntimeEnvOptions): Env => {
  const { functionName, memorySizeMb, runtime, handler, taskRoot } = options
  const { logGroupName, logStreamName } = logPlace(functionName)
  const region = given['AWS_REGION'] ?? given['AWS_DEFAULT_REGION']
  return {
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    ...given,
    ...(region !== undefined && { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
    ...(runtime !== undefined && { AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}` }),
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySizeMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    LAMBDA_TASK_ROOT: taskRoot,
    _HANDLER: handler,
  }
}
