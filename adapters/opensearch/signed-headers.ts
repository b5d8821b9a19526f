// Of requests to Amazon's OpenSearch. Loaded on demand: others sign nothing.
import { hashed, signedHeaders } from '../aws/sign-request.ts'
import { hasPlainKeys } from '../aws/direct/direct-place.ts'
import { keysOfEnv } from '../aws/direct/keys-of-env.ts'
import { escapedFully, uriEscaped } from '../aws/direct/uri-escaped.ts'
import { exportsOf } from '../exports-of.ts'
import { abortError } from '../http/send-request.ts'
import type { Authorize, CredentialsProvider } from './authorize.ts'
import type { OpenSearchTarget } from './opensearch-target.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Those of the SDK's own chain (role, profile, environment), as every client of it has it. */
const chainOfTheSdk = async (): Promise<CredentialsProvider> => {
  const { DynamoDBClient } = exportsOf(await import('@aws-sdk/client-dynamodb'))
  return new DynamoDBClient().config.credentials
}

/**
 * Those of the environment where nothing else has a say, as for tables, so that the SDK is not loaded for them; else
 * those of the chain, which is loaded once, and again where that failed.
 */
export const defaultCredentials = (
  env: Env = process.env,
  load: () => Promise<CredentialsProvider> = chainOfTheSdk,
): CredentialsProvider => {
  if (hasPlainKeys(env)) return async () => Promise.resolve(keysOfEnv(env))
  let chain: Promise<CredentialsProvider> | undefined
  const open = async (): Promise<CredentialsProvider> => {
    chain ??= load().catch((error: unknown) => {
      chain = undefined
      throw error
    })
    return chain
  }
  return async () => (await open())()
}

/** What takes its time, but no longer than the signal lasts. */
const unlessAborted = async <T>(wanted: Promise<T>, signal: AbortSignal): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = (): void => {
    reject(abortError(signal))
  }
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([wanted, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Services other than S3 sign a path without dots and empty parts, and each part encoded once more. */
const canonicalPath = (path: string): string => {
  const kept: string[] = []
  for (const part of path.replaceAll(/\/{2,}/g, '/').split('/'))
    if (part === '..') kept.pop()
    else if (part !== '.') kept.push(uriEscaped(part))
  const canonical = kept.join('/')
  return canonical.startsWith('/') ? canonical : `/${canonical}`
}

const canonicalQuery = (query: string): string => query.split('&').toSorted().join('&')

/**
 * Signs requests, which are then written as they were signed. The length is sent unsigned: Serverless takes no other.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-clients.html
 */
export const bySignature =
  (
    { service, region }: NonNullable<OpenSearchTarget['aws']>,
    credentials: CredentialsProvider = defaultCredentials(),
    now: () => number = Date.now,
  ): Authorize =>
  async ({ method, query: plain, body, contentType }, { url, path }, signal) => {
    const keys = await unlessAborted(credentials(), signal)
    const query = escapedFully(plain)
    const headers = signedHeaders(keys, {
      url,
      method,
      path: canonicalPath(path),
      query: canonicalQuery(query),
      body,
      ...(body !== '' && { contentType }),
      headers: { 'x-amz-content-sha256': hashed(body) },
      service,
      region,
      atMs: now(),
    })
    return { headers, query }
  }
