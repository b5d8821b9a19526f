import { createHash, createHmac } from 'node:crypto'

/** Whose request it is. */
export interface SigningKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** A request with a body, as it is signed. */
export interface SignedPost {
  readonly url: URL
  /** @defaultValue POST */
  readonly method?: 'POST' | 'PUT'
  /** As it is sent, encoded, without the query. @defaultValue the root */
  readonly path?: string
  /** As it is sent, encoded, its names in order. */
  readonly query?: string
  readonly body: string
  readonly contentType: string
  /** More headers that are sent and signed, by their names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  readonly service: string
  readonly region: string
  readonly atMs: number
}

const hashed = (text: string): string => createHash('sha256').update(text).digest('hex')

const keyed = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

const signedLines = (headers: Readonly<Record<string, string>>) => {
  const sorted = Object.entries(headers).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return {
    names: sorted.map(([name]) => name).join(';'),
    lines: sorted.map(([name, value]) => `${name}:${value}\n`).join(''),
  }
}

/**
 * The headers of a request with a signature of version 4, for services whose client is not at hand or not loaded.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const signedHeaders = (
  { accessKeyId, secretAccessKey, sessionToken }: SigningKeys,
  post: SignedPost,
): Readonly<Record<string, string>> => {
  const { url, method = 'POST', path = '/', query = '', body, contentType, service, region, atMs } = post
  const time = `${new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
  const day = time.slice(0, 8)
  const ofBody = hashed(body)
  const headers: Readonly<Record<string, string>> = {
    ...post.headers,
    'content-type': contentType,
    host: url.host,
    'x-amz-date': time,
    // S3 alone asks for it as a header.
    ...(service === 's3' && { 'x-amz-content-sha256': ofBody }),
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  }
  const { names, lines } = signedLines(headers)
  const canonical = [method, path, query, lines, names, ofBody].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', time, scope, hashed(canonical)].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(keyed, `AWS4${secretAccessKey}`)
  const signature = keyed(key, toSign).toString('hex')
  const { host: _, ...sent } = headers
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  }
}
