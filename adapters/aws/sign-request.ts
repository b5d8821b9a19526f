import { createHash, createHmac } from 'node:crypto'

/** Whose request it is. */
export interface SigningKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** A POST to the root of a service, as it is signed. */
export interface SignedPost {
  readonly url: URL
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
 * The headers of a POST with a signature of version 4, for services whose client is not at hand or not loaded.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const signedHeaders = (
  { accessKeyId, secretAccessKey, sessionToken }: SigningKeys,
  { url, body, contentType, headers: more, service, region, atMs }: SignedPost,
): Readonly<Record<string, string>> => {
  const time = `${new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
  const day = time.slice(0, 8)
  const headers: Readonly<Record<string, string>> = {
    ...more,
    'content-type': contentType,
    host: url.host,
    'x-amz-date': time,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  }
  const { names, lines } = signedLines(headers)
  const canonical = ['POST', '/', '', lines, names, hashed(body)].join('\n')
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
