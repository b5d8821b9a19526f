import { createHash, createHmac } from 'node:crypto'

/** Whose request it is. */
export interface SigningKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** A request as it is signed: a POST to the root of a service, unless it says otherwise. */
export interface RequestToSign {
  readonly url: URL
  /** @defaultValue `POST` */
  readonly method?: string
  /** In the service's canonical form. @defaultValue `/` */
  readonly path?: string
  /** In canonical form: sorted, and encoded by RFC 3986. @defaultValue none */
  readonly query?: string
  readonly body: string
  readonly contentType?: string | undefined
  /** More headers that are sent and signed, by their names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  readonly service: string
  readonly region: string
  readonly atMs: number
}

/** The SHA-256 of a text, in hexadecimal digits. */
export const hashed = (text: string): string => createHash('sha256').update(text).digest('hex')

const keyed = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

const signedLines = (headers: Readonly<Record<string, string>>) => {
  const sorted = Object.entries(headers).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return {
    names: sorted.map(([name]) => name).join(';'),
    lines: sorted.map(([name, value]) => `${name}:${value}\n`).join(''),
  }
}

const hashOfBody = ({ headers, body }: RequestToSign): string =>
  headers?.['x-amz-content-sha256'] ?? hashed(body)

/**
 * The headers of a request with a signature of version 4, for services whose client is not at hand or not loaded.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const signedHeaders = (
  { accessKeyId, secretAccessKey, sessionToken }: SigningKeys,
  request: RequestToSign,
): Readonly<Record<string, string>> => {
  const { url, method = 'POST', path = '/', query = '', contentType, service, region, atMs } = request
  const time = `${new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
  const day = time.slice(0, 8)
  const ofBody = hashOfBody(request)
  const headers: Readonly<Record<string, string>> = {
    ...request.headers,
    ...(contentType !== undefined && { 'content-type': contentType }),
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
