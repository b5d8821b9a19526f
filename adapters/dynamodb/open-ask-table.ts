import { systemClock } from '../../core/clock.ts'
import { clientSettings } from '../aws/client-settings.ts'
import { exportsOf } from '../exports-of.ts'
import type { AskTable } from './ask-table.ts'
import { askDirectly } from './direct/ask-directly.ts'
import { directPlace } from '../aws/direct/direct-place.ts'
import { keysOfEnv } from '../aws/direct/keys-of-env.ts'
import { postRequest } from '../aws/direct/post-request.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What is not the same for everything that asks tables. */
export interface AskSettings {
  readonly maxAttempts?: number
  readonly requestTimeout?: number
}

/** Lambda's way of telling services which invocation they work for; the SDK sends it too. */
const traceOf = ({ _X_AMZN_TRACE_ID: id = '' }: Env): Readonly<Record<string, string>> =>
  id === '' ? {} : { 'x-amzn-trace-id': id }

/**
 * The way to tables that this environment wants: without the SDK where nothing but keys, region and endpoint has a say,
 * else by the SDK, which is loaded now.
 */
export const openAskTable = async (own: AskSettings = {}, env: Env = process.env): Promise<AskTable> => {
  const settings = { ...clientSettings(), ...(own.maxAttempts && { maxAttempts: own.maxAttempts }) }
  const { maxAttempts } = settings
  const { connectionTimeout: connectMs, requestTimeout: usualMs } = settings.requestHandler
  const answerMs = own.requestTimeout ?? usualMs
  const place = directPlace(env)
  if (place !== undefined)
    return askDirectly({
      ...place,
      keys: () => keysOfEnv(env),
      post: postRequest({ clock: systemClock, connectMs, answerMs }),
      clock: systemClock,
      random: Math.random,
      maxAttempts,
      trace: () => traceOf(env),
    })
  const { DynamoDBClient } = exportsOf(await import('@aws-sdk/client-dynamodb'))
  const { askBySdk } = await import('./ask-by-sdk.ts')
  const requestHandler = { ...settings.requestHandler, requestTimeout: answerMs }
  return askBySdk(new DynamoDBClient({ ...settings, requestHandler }))
}
