import { clientSettings } from '../aws/client-settings.ts'
import { openDirectly } from '../aws/direct/open-directly.ts'
import { exportsOf } from '../exports-of.ts'
import type { AskTable } from './ask-table.ts'
import { askDirectly } from './direct/ask-directly.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What is not the same for everything that asks tables. */
export interface AskSettings {
  readonly maxAttempts?: number
  readonly requestTimeout?: number
}

/**
 * The way to tables that this environment wants: without the SDK where nothing but keys, region and endpoint has a say,
 * else by the SDK, which is loaded now.
 */
export const openAskTable = async (own: AskSettings = {}, env: Env = process.env): Promise<AskTable> => {
  const usual = clientSettings()
  const requestTimeout = own.requestTimeout ?? usual.requestHandler.requestTimeout
  const settings = {
    ...usual,
    maxAttempts: own.maxAttempts ?? usual.maxAttempts,
    requestHandler: { ...usual.requestHandler, requestTimeout },
  }
  const direct = openDirectly(env, { service: 'dynamodb' })
  if (direct !== undefined) return askDirectly(direct(settings))
  const { DynamoDBClient } = exportsOf(await import('@aws-sdk/client-dynamodb'))
  const { askBySdk } = await import('./ask-by-sdk.ts')
  return askBySdk(new DynamoDBClient(settings))
}
