/** A function as a request names it. */
export interface FunctionReference {
  readonly name: string
  /** Version or alias. */
  readonly qualifier: string | undefined
}

const reference =
  /^(?:arn:aws[a-zA-Z-]*:lambda:[^:]*:\d{12}:function:|\d{12}:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/

/** Takes a name, an ARN or a partial ARN apart; `undefined` when it is none of them. */
export const functionReference = (text: string): FunctionReference | undefined => {
  const [, name, qualifier] = reference.exec(text) ?? []
  return name === undefined ? undefined : { name, qualifier }
}

/** The ARN of a function beside a stream: in the same region and account. */
export const functionArnBeside = (streamArn: string, { name, qualifier }: FunctionReference): string => {
  const [, partition = 'aws', , region = '', account = ''] = streamArn.split(':')
  const suffix = qualifier === undefined ? '' : `:${qualifier}`
  return `arn:${partition}:lambda:${region}:${account}:function:${name}${suffix}`
}
