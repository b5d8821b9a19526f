import { createRequire } from 'node:module'
import { join } from 'node:path'

/** A client that adapters load when a URL first asks for it. */
export interface OptionalClient {
  /** Of the npm package. */
  readonly name: string
  /** Whether a variable's value asks for it. */
  readonly isAskedForBy: (value: string) => boolean
}

const never = (): boolean => false

const matching =
  (pattern: RegExp) =>
  (value: string): boolean =>
    pattern.test(value)

/** Every optional client, and the URLs that mean it. */
export const optionalClients: readonly OptionalClient[] = [
  { name: '@redis/client', isAskedForBy: matching(/^(?:redis|valkey)(?:s|\+unix)?:/) },
  { name: '@aws-sdk/client-s3', isAskedForBy: matching(/^s3:/) },
  { name: '@aws-sdk/client-sqs', isAskedForBy: matching(/^(?:sqs|arn:[^:]+:sqs):/) },
  { name: '@aws-sdk/client-sns', isAskedForBy: matching(/^arn:[^:]+:sns:/) },
  { name: '@aws-sdk/client-eventbridge', isAskedForBy: matching(/^arn:[^:]+:events:/) },
  // Of the tools and of the engine: no function loads them.
  { name: '@aws-sdk/client-lambda', isAskedForBy: never },
  { name: '@aws-sdk/client-sts', isAskedForBy: never },
]

/** Whether Node finds a package from a folder. */
export const isInstalled = (folder: string, name: string): boolean => {
  try {
    createRequire(join(folder, 'noname.js')).resolve(name)
    return true
  } catch {
    return false
  }
}

/** Lambda's Node.js runtimes have the AWS SDK; nothing else is there that was not bundled. */
export const isInRuntime = (name: string): boolean => name.startsWith('@aws-sdk/')
