import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TableDoor } from './table-door.ts'
import { openTableDoor } from './table-door.ts'

interface Seen {
  readonly authorization: string | undefined
  readonly target: string | undefined
  readonly bytes: number
}

const seen: Seen[] = []
const engine = createServer((incoming, response) => {
  let bytes = 0
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  incoming.on('end', () => {
    const { authorization, 'x-amz-target': target } = incoming.headers
    seen.push({ authorization, target: String(target), bytes })
    response.writeHead(200, { 'x-amz-crc32': '7' }).end('{"from":"the engine"}')
  })
})

const credentials = { accessKeyId: 'RUN1', secretAccessKey: 'x', region: 'us-east-1' }
let door: TableDoor

beforeAll(async () => {
  await new Promise<void>(resolve => engine.listen(0, '127.0.0.1', resolve))
  const { port } = engine.address() as AddressInfo
  door = await openTableDoor({ target: `http://127.0.0.1:${port}`, credentials, port: 0 })
})

afterAll(async () => {
  await door.stop()
  await new Promise(resolve => engine.close(resolve))
})

const post = async (
  headers: Readonly<Record<string, string>>,
  body = '{}',
): Promise<{ readonly status: number; readonly text: string; readonly crc: unknown }> =>
  new Promise((resolve, reject) => {
    const asked = request(door.endpoint, { method: 'POST', headers }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text, crc: response.headers['x-amz-crc32'] })
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })

describe('the door to the tables', () => {
  it.each([
    ['AKIAIOSFODNN7EXAMPLE', 'eu-central-1'],
    ['my_key-with.signs', 'us-gov-west-1'],
    ['', ''],
  ])('passes a request on under the credentials of the run: %j in %j', async (key, region) => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20261127/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=abc`

    const answer = await post({ authorization, 'x-amz-target': 'DynamoDB_20120810.GetItem' }, '{"a":1}')

    expect(answer).toEqual({ status: 200, text: '{"from":"the engine"}', crc: '7' })
    expect(seen.at(-1)).toEqual({
      authorization:
        'AWS4-HMAC-SHA256 Credential=RUN1/20261127/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=abc',
      target: 'DynamoDB_20120810.GetItem',
      bytes: 7,
    })
  })

  it.each([
    [{ host: 'evil.example' }, 'Host'],
    [{ host: 'evil.example:4748' }, 'Host'],
    [{ host: '127.0.0.1.evil.example' }, 'Host'],
    [{ origin: 'http://localhost:3000' }, 'Origin'],
    [{ origin: 'null' }, 'Origin'],
    [{ 'sec-fetch-site': 'cross-site' }, 'Sec-Fetch-Site'],
    [{ 'sec-fetch-site': 'same-origin' }, 'Sec-Fetch-Site'],
  ])('refuses %j, and the engine sees nothing of it', async (headers, reason) => {
    const before = seen.length

    const { status, text } = await post(headers)

    expect(status).toBe(403)
    expect(JSON.parse(text)).toMatchObject({
      __type: expect.stringContaining('AccessDenied') as unknown,
      message: expect.stringContaining(reason) as unknown,
    })
    expect(seen.length).toBe(before)
  })

  it.each(['localhost', 'LOCALHOST:1', '[::1]:4748', 'host.docker.internal:4748'])(
    'knows this machine by the name %s, and Node’s own fetch',
    async host => {
      await expect(post({ host, 'sec-fetch-mode': 'cors' })).resolves.toMatchObject({ status: 200 })
    },
  )

  it('passes on what is larger than any buffer', async () => {
    await post({}, 'x'.repeat(16_000_000))

    expect(seen.at(-1)?.bytes).toBe(16_000_000)
  })

  it('answers in DynamoDB’s form when the engine is gone', async () => {
    const orphan = await openTableDoor({ target: 'http://127.0.0.1:9', credentials, port: 0 })

    const response = await fetch(orphan.endpoint, { method: 'POST', body: '{}' })
    const body = (await response.json()) as { readonly __type: string }
    await orphan.stop()

    expect([response.status, body.__type]).toEqual([500, 'com.amazon.coral.service#InternalServerError'])
  })

  it('refuses a port that the user chose and that is taken, and otherwise goes to the next', async () => {
    await expect(
      openTableDoor({ target: door.endpoint, credentials, port: door.port }),
    ).rejects.toMatchObject({
      code: 'machine.port-taken',
      message: expect.stringContaining('--table-port') as unknown,
    })

    const [one, other] = [
      await openTableDoor({ target: door.endpoint, credentials, port: undefined }),
      await openTableDoor({ target: door.endpoint, credentials, port: undefined }),
    ]
    await Promise.all([one.stop(), other.stop()])

    expect(other.port).not.toBe(one.port)
    expect(one.port).toBeGreaterThanOrEqual(4748)
  })
})
