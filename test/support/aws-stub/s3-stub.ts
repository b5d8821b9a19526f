import { hash } from 'node:crypto'
import type { ServiceAnswer, ServiceRequest } from './stub-http.ts'

/** S3's own form of an error. */
export const s3Error = (status: number, code: string): ServiceAnswer => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code} it is</Message></Error>`,
})

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** Buckets in memory: put (also If-None-Match), get, copy, delete, list page by page. */
export const s3Stub = () => {
  const buckets = new Map<string, Map<string, string>>()
  /** Small, so that every list takes several pages. */
  const pageSize = 3
  /** Of every object: nothing here depends on more. */
  const putAt = new Date('2026-11-01T00:00:00.000Z')

  const list = (bucket: ReadonlyMap<string, string>, query: URLSearchParams): ServiceAnswer => {
    const after = query.get('continuation-token') ?? ''
    const keys = [...bucket.keys()]
      .filter(key => key.startsWith(query.get('prefix') ?? '') && byBytes(key, after) > 0)
      .sort(byBytes)
    const page = keys.slice(0, pageSize)
    const isTruncated = keys.length > page.length
    const contents = page.map(
      key =>
        `<Contents><Key>${escaped(key)}</Key><LastModified>${putAt.toISOString()}</LastModified><Size>1</Size></Contents>`,
    )
    return {
      status: 200,
      body: `<?xml version="1.0"?><ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${contents.join('')}${
        isTruncated ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : ''
      }</ListBucketResult>`,
    }
  }

  const put = (
    bucket: Map<string, string>,
    key: string,
    { headers, body }: ServiceRequest,
  ): ServiceAnswer => {
    if (headers['if-none-match'] === '*' && bucket.has(key)) return s3Error(412, 'PreconditionFailed')
    const source = headers['x-amz-copy-source']
    if (typeof source === 'string') {
      const [from = '', ...path] = source.replace(/^\//, '').split('/').map(decodeURIComponent)
      const copied = buckets.get(from)?.get(path.join('/'))
      if (copied === undefined) return s3Error(404, 'NoSuchKey')
      bucket.set(key, copied)
      return { status: 200, body: '<CopyObjectResult><ETag>"x"</ETag></CopyObjectResult>' }
    }
    bucket.set(key, body)
    return { status: 200, headers: { etag: `"${hash('md5', body)}"` } }
  }

  const removed = (bucket: Map<string, string>, key: string): ServiceAnswer => {
    bucket.delete(key)
    return { status: 204 }
  }

  return {
    create: (name: string): void => void buckets.set(name, new Map()),
    objects: (name: string): ReadonlyMap<string, string> => buckets.get(name) ?? new Map(),
    serve: (request: ServiceRequest): ServiceAnswer => {
      const [name = '', ...path] = request.url.pathname.slice(1).split('/').map(decodeURIComponent)
      const bucket = buckets.get(name)
      if (bucket === undefined) return s3Error(404, 'NoSuchBucket')
      const key = path.join('/')
      if (request.method === 'PUT') return put(bucket, key, request)
      if (request.method === 'DELETE') return removed(bucket, key)
      if (key === '') return list(bucket, request.url.searchParams)
      const body = bucket.get(key)
      return body === undefined ? s3Error(404, 'NoSuchKey') : { status: 200, body }
    },
  }
}
