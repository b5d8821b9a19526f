import { describe, expect, it } from 'vitest'
import { s3Stub } from '../../test/support/aws-stub/s3-stub.ts'
import { httpStub } from '../../test/support/http-stub.ts'
import { inLambda, lambdaEnv } from '../../test/support/lambda-env.ts'
import { auditLineOf } from '../../testing/contracts/audit-sink.ts'
import { auditSink } from '../open/audit-sink.ts'
import { parkingStore } from '../open/parking-store.ts'
import { openS3Access } from './s3-access.ts'

/** A server with these buckets, and the environment of a function that is to ask it. */
const serving = async (buckets: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const s3 = s3Stub()
  for (const bucket of buckets) s3.create(bucket)
  const { url, requests } = await httpStub(({ method, path, headers, body }) =>
    s3.serve({ method, headers, body, url: new URL(path, 'http://stub') }),
  )
  inLambda({ AWS_ENDPOINT_URL: url, ...env })
  const agents = () =>
    requests.map(({ method, headers }) => `${method} ${headers['user-agent']?.replace(/\W.*$/, '') ?? ''}`)
  return { agents, requests, s3, url }
}
const line = auditLineOf('1', '2026-01-01T10:00:00.000Z')

describe('an audit', () => {
  it.each([
    ['without the SDK under Lambda', {}, 'PUT tailrace'],
    ['by the SDK outside Lambda', { AWS_LAMBDA_INITIALIZATION_TYPE: '' }, 'PUT aws'],
    ['by the SDK where it alone knows how', { AWS_RETRY_MODE: 'adaptive' }, 'PUT aws'],
    [
      'by the SDK with checksums of one’s own',
      { AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_REQUIRED' },
      'PUT aws',
    ],
  ] as const)('is written %s', async (_, env, agent) => {
    const { agents } = await serving(['audit'], env)
    const sink = auditSink('s3://audit/dev')

    expect(await sink.append([line])).toEqual(['applied'])
    expect(await sink.append([line])).toEqual(['unchanged'])
    expect(agents()).toEqual([agent, agent])
  })

  it('in an express bucket is written by the SDK', async () => {
    const { agents } = await serving([])
    const [result] = await auditSink('s3://audit--use1-az4--x-s3').append([line])

    expect(result).toBeInstanceOf(Error)
    expect(agents().every(each => each.endsWith(' aws'))).toBe(true)
  })

  it('that was written without the SDK is read by it', async () => {
    const { agents } = await serving(['audit'])
    const sink = auditSink('s3://audit/dev')
    await sink.append([line])
    const ids: string[] = []
    for await (const { id } of sink.entries()) ids.push(id)

    expect(ids).toEqual(['1'])
    expect(agents()).toEqual(['PUT tailrace', 'GET aws', 'GET aws'])
  })
})

it('what is parked is put without the SDK, and lies where the SDK finds it', async () => {
  const { s3, agents } = await serving(['parked'])
  const parking = parkingStore('s3://parked/dev')
  await parking.put('a/b c%.json', '{}')
  const found: unknown[] = []
  for await (const each of parking.list()) found.push(each)

  expect(found).toEqual([{ key: 'a/b c%.json', body: '{}' }])
  expect([...s3.objects('parked').keys()]).toHaveLength(1)
  expect(agents()[0]).toBe('PUT tailrace')
})

it('each object is put with the keys and for the invocation of what the environment is then', async () => {
  const { requests, url } = await serving(['b'])
  const env: Record<string, string> = { ...lambdaEnv, AWS_ENDPOINT_URL_S3: url }
  const { put } = await openS3Access('b', env)
  for (const turn of ['1', '2']) {
    Object.assign(env, { AWS_ACCESS_KEY_ID: `id${turn}`, _X_AMZN_TRACE_ID: `Root=${turn}` })
    await put({ key: 'k', body: turn, contentType: 'text/plain', ifAbsent: false })
  }

  expect(requests.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1])).toEqual([
    'id1',
    'id2',
  ])
  expect(requests.map(({ headers }) => headers['x-amzn-trace-id'])).toEqual(['Root=1', 'Root=2'])
})
