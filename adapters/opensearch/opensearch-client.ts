import type { OpenSearchTarget } from './opensearch-target.ts'
import { exportsOf } from '../exports-of.ts'
import type { SearchClient } from './search-client.ts'

/** Gives the credentials that requests are signed with. */
export type CredentialsProvider = () => Promise<{
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}>

/** A client, and what is known of the place it speaks to. */
export interface OpenSearchConnection {
  readonly client: SearchClient
  /** How messages name it. */
  readonly sink: string
  readonly isServerless: boolean
  readonly timeoutMs: number
}

/** The SDK's own chain (role, profile, environment), as every client of it has it. */
const defaultCredentials: CredentialsProvider = async () => {
  const { DynamoDBClient } = exportsOf(await import('@aws-sdk/client-dynamodb'))
  return new DynamoDBClient().config.credentials()
}

const signing = async (
  { service, region }: NonNullable<OpenSearchTarget['aws']>,
  getCredentials: CredentialsProvider,
): Promise<object> => {
  const { AwsSigv4Signer } = exportsOf(await import('@opensearch-project/opensearch/aws-v3'))
  return AwsSigv4Signer({ service, region, getCredentials })
}

/**
 * A client of the official library that tries nothing twice: what is to be tried again is for the stream to say,
 * which knows what came after.
 */
export const openSearchConnection = async (
  target: OpenSearchTarget,
  getCredentials: CredentialsProvider = defaultCredentials,
): Promise<OpenSearchConnection> => {
  const { node, auth, aws, timeoutMs } = target
  const { openSearchClient } = await import('./open-search-client.ts')
  const client = await openSearchClient({
    node,
    requestTimeout: timeoutMs,
    ...(auth && { auth }),
    ...(aws && (await signing(aws, getCredentials))),
  })
  return {
    client,
    sink: `OpenSearch at ${new URL(node).host}`,
    isServerless: aws?.service === 'aoss',
    timeoutMs,
  }
}

/** A request as the client returns it. */
export interface Abortable<T> extends PromiseLike<T> {
  readonly abort: () => unknown
}

/**
 * Waits for a request, but no longer than the connection allows and the signal lasts. The client's own timeout only
 * looks for silence: an engine that sends a byte now and then would hold it for ever.
 */
export const answerInTime = async <T>(
  { timeoutMs }: OpenSearchConnection,
  request: Abortable<T>,
  signal?: AbortSignal,
): Promise<T> => {
  const limit = AbortSignal.timeout(timeoutMs)
  const end = signal === undefined ? limit : AbortSignal.any([limit, signal])
  const abort = (): void => {
    request.abort()
  }
  end.addEventListener('abort', abort, { once: true })
  if (end.aborted) abort()
  try {
    return await request
  } catch (error) {
    throw limit.aborted ? new Error(`no answer within ${timeoutMs} ms`, { cause: error }) : error
  } finally {
    end.removeEventListener('abort', abort)
  }
}
