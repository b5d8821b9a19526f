import { hash } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { everything } from '../../core/filter/words.ts'
import { notification } from '../../processors/notification/notification.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { notificationSink } from '../open/notification-sink.ts'

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void

/** A queue at an endpoint that answers so, and how many requests have arrived there. */
const queueAt = async (answer: Answer) => {
  const arrived: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      arrived.push(body)
      answer(request, response, body)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(close)
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'y',
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
  return { sink: notificationSink('sqs:https://sqs.eu-central-1.amazonaws.com/1/news'), arrived, close }
}

const json = (response: ServerResponse, status: number, body: object, type = ''): void => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-query-error': type })
  response.end(JSON.stringify(body))
}

/** What SQS says of the first message that it took. */
const taken = (body: string): object => {
  const { Entries } = JSON.parse(body) as { readonly Entries: readonly { readonly MessageBody: string }[] }
  return { Id: '0', MessageId: 'm', MD5OfMessageBody: hash('md5', Entries[0]?.MessageBody ?? '') }
}

const hangsUp: Answer = request => request.socket.destroy()
const fails: Answer = (_, response) => {
  json(response, 500, { __type: 'com.amazonaws.sqs#InternalError', message: 'oh' })
}
const refuses: Answer = (_, response) => {
  json(response, 400, { __type: 'com.amazonaws.sqs#InvalidMessageContents', message: 'no' })
}
const throttles: Answer = (_, response) => {
  json(response, 400, { __type: 'com.amazonaws.sqs#RequestThrottled', message: 'slow' })
}
const entry =
  (SenderFault: boolean, Code: string): Answer =>
  (_, response) => {
    json(response, 200, { Successful: [], Failed: [{ Id: '0', SenderFault, Code, Message: 'no' }] })
  }

const message = { id: 'one', subject: 'News', body: { n: 1 } }
const effectIn = (result: unknown): unknown =>
  isPipelineError(result) ? (result.effect ?? 'unsure') : 'no fault'

describe('a notification that is to be sent once', () => {
  it.each<[string, Answer, string]>([
    ['a connection that is closed without an answer', hangsUp, 'unsure'],
    ['a failure of the service', fails, 'unsure'],
    ['a refusal', refuses, 'none'],
    ['throttling', throttles, 'none'],
    ['a message that is refused for what it is', entry(true, 'InvalidMessageContents'), 'none'],
    ['a message that is refused for a reason of which nobody has heard', entry(true, 'NewReason'), 'none'],
    ['a message on which the service failed', entry(false, 'InternalError'), 'unsure'],
  ])('is handed over once by %s, and it is said what is sure', async (_, answer, effect) => {
    const { sink, arrived } = await queueAt(answer)

    const [result] = (await sink.sendOnce?.([message])) ?? []

    expect(arrived).toHaveLength(1)
    expect(effectIn(result)).toBe(effect)
  })

  it('has had no effect where nobody was there', async () => {
    const { sink, arrived, close } = await queueAt(hangsUp)
    close()

    const [result] = (await sink.sendOnce?.([message])) ?? []

    expect(result).toMatchObject({ code: 'sink.unavailable' })
    expect(effectIn(result)).toBe('none')
    expect(arrived).toEqual([])
  })

  it('is tried again by the client where it need not be', async () => {
    const { sink, arrived } = await queueAt(hangsUp)

    const [result] = await sink.send([message])

    expect(arrived).toHaveLength(2)
    expect(effectIn(result)).toBe('unsure')
  })
})

describe('a message that a client has tried twice', () => {
  it('may have arrived the first time, however sure the second refusal is', async () => {
    let tries = 0
    const { sink, arrived } = await queueAt((request, response, body) => {
      tries += 1
      if (tries === 1) hangsUp(request, response, body)
      else refuses(request, response, body)
    })

    const [result] = await sink.send([message])

    expect(arrived).toHaveLength(2)
    expect(effectIn(result)).toBe('unsure')
  })
})

describe('a strict notification', () => {
  const strictOn = (sink: Awaited<ReturnType<typeof queueAt>>['sink']) =>
    functionOf([
      notification({
        filter: everything(),
        sink,
        strict: true,
        message: () => ({ subject: 'News', body: {} }),
      }),
    ])

  it('is in doubt, and not sent again, when the connection was closed without an answer', async () => {
    const { sink, arrived } = await queueAt(hangsUp)
    const f = strictOn(sink)

    expect(await f.invoke([recordOf({ seq: 1 })])).toEqual([])
    await f.invoke([recordOf({ seq: 1 })])

    expect(arrived).toHaveLength(1)
    expect(await f.parked()).toMatchObject([{ inDoubt: {} }])
  })

  it('waits for a service that throttles or is away, and is sent then', async () => {
    let tries = 0
    const { sink, arrived } = await queueAt((request, response, body) => {
      tries += 1
      if (tries < 4) throttles(request, response, body)
      else json(response, 200, { Successful: [taken(body)], Failed: [] })
    })
    const f = strictOn(sink)
    const reported: (readonly number[])[] = []
    for (let invocation = 0; invocation < 4; invocation += 1)
      reported.push(await f.invoke([recordOf({ seq: 1 })]))

    expect(reported).toEqual([[1], [1], [1], []])
    expect(await f.parked()).toEqual([])
    expect(arrived).toHaveLength(4)
  })

  it('is refused on a sink that may send by itself what it has sent before', () => {
    expect(() => strictOn({ send: async () => Promise.resolve([]) })).toThrow(
      expect.objectContaining({ code: 'registry.strict-sink' }),
    )
  })
})
