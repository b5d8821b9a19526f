import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { refusalOf } from '../door/may-enter.ts'
import { closeServer } from '../door/close-server.ts'
import { listenOnLoopback } from '../door/listen.ts'
import type { LimitedBody } from './limited-body.ts'
import { limitedBody } from './limited-body.ts'

/** An event for the runtime, and what Lambda says beside it. */
export interface RuntimeInvocation {
  readonly requestId: string
  readonly event: unknown
  /** Epoch milliseconds. */
  readonly deadlineMs: number
  readonly functionArn: string
  readonly traceId: string
}

/** What the runtime made of an invocation. */
export type RuntimeReply =
  | { readonly type: 'response'; readonly text: string }
  | { readonly type: 'error'; readonly text: string; readonly errorType: string | undefined }
  /** The response was larger than Lambda takes, and refused. */
  | { readonly type: 'too-large' }

/** Lambda's runtime API for one execution environment. */
export interface LocalRuntimeApi {
  /** As `AWS_LAMBDA_RUNTIME_API` has it. */
  readonly address: string
  /** Resolves as soon as the runtime asks for an event and has none in hand: it is loaded, or done with the last one. */
  readonly whenAsked: () => Promise<void>
  /** Resolves with what the runtime says when it cannot start. */
  readonly initError: Promise<Extract<RuntimeReply, { readonly type: 'error' }>>
  /** Gives it an event; one at a time. */
  readonly give: (invocation: RuntimeInvocation) => Promise<RuntimeReply>
  readonly stop: () => Promise<void>
}

const prefix = '/2018-06-01/runtime'

const json = (response: ServerResponse, status: number, value: object): void => {
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

const accept = (response: ServerResponse): void => {
  json(response, 202, { status: 'OK' })
}

const refuse = (response: ServerResponse, status: number, errorType: string, errorMessage: string): void => {
  json(response, status, { errorType, errorMessage })
}

const errorOf = (
  { headers }: IncomingMessage,
  { text }: LimitedBody,
): Extract<RuntimeReply, { type: 'error' }> => {
  const errorType = headers['lambda-runtime-function-error-type']
  return { type: 'error', text, errorType: typeof errorType === 'string' ? errorType : undefined }
}

interface InHand {
  readonly invocation: RuntimeInvocation
  readonly reply: (reply: RuntimeReply) => void
  isGiven: boolean
}

const sendEvent = (response: ServerResponse, { invocation }: InHand): void => {
  const { event, requestId, deadlineMs, functionArn, traceId } = invocation
  response.writeHead(200, {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': requestId,
    'lambda-runtime-deadline-ms': String(deadlineMs),
    'lambda-runtime-invoked-function-arn': functionArn,
    'lambda-runtime-trace-id': traceId,
  })
  response.end(JSON.stringify(event))
}

/** What the runtime and the events have come to. */
const newExchange = () => {
  let inHand: InHand | undefined
  let waiting: ServerResponse | undefined
  let asked = Promise.withResolvers<undefined>()
  let lastSettled: string | undefined

  const meet = (): void => {
    if (waiting === undefined || inHand === undefined || inHand.isGiven) return
    inHand.isGiven = true
    sendEvent(waiting, inHand)
    waiting = undefined
    asked = Promise.withResolvers()
  }
  return {
    whenAsked: async (): Promise<void> => {
      await asked.promise
    },
    next: (response: ServerResponse): void => {
      waiting = response
      response.once('close', () => {
        if (waiting === response) waiting = undefined
      })
      asked.resolve(undefined)
      meet()
    },
    give: async (invocation: RuntimeInvocation): Promise<RuntimeReply> =>
      new Promise(reply => {
        inHand = { invocation, reply, isGiven: false }
        meet()
      }),
    /** @returns whether there is such an invocation; a second word about one is heard and changes nothing */
    settle: (requestId: string, reply: RuntimeReply): boolean => {
      if (inHand?.isGiven !== true || inHand.invocation.requestId !== requestId)
        return lastSettled === requestId
      lastSettled = requestId
      inHand.reply(reply)
      inHand = undefined
      return true
    },
  }
}

type Exchange = ReturnType<typeof newExchange>

const takeReply = async (
  exchange: Exchange,
  [requestId, kind]: readonly [requestId: string, kind: string],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const body = await limitedBody(request)
  const reply: RuntimeReply =
    kind === 'error'
      ? errorOf(request, body)
      : body.isTooLarge
        ? { type: 'too-large' }
        : { type: 'response', text: body.text }
  if (!exchange.settle(requestId, reply)) refuse(response, 400, 'InvalidRequestID', 'Invalid request ID')
  else if (body.isTooLarge)
    refuse(response, 413, 'RequestEntityTooLarge', 'Exceeded maximum allowed payload size (6291556 bytes).')
  else accept(response)
}

const serve = async (
  exchange: Exchange,
  onInitError: (error: Extract<RuntimeReply, { type: 'error' }>) => void,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const refusal = refusalOf(request.headers)
  const place = `${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`
  if (refusal !== undefined) {
    refuse(response, 403, 'Forbidden', `This is Lambda's runtime API on this machine: ${refusal}.`)
    return
  }
  const reply = new RegExp(`^POST ${prefix}/invocation/([^/]+)/(response|error)$`).exec(place)
  if (place === `GET ${prefix}/invocation/next`) exchange.next(response)
  else if (place === `POST ${prefix}/init/error`) {
    onInitError(errorOf(request, await limitedBody(request)))
    accept(response)
  } else if (reply?.[1] !== undefined && reply[2] !== undefined)
    await takeReply(exchange, [reply[1], reply[2]], request, response)
  else refuse(response, 404, 'NotFound', `There is no ${place}`)
}

/**
 * Serves Lambda's runtime API to one execution environment, on a port of loopback that the system chooses. What comes
 * from a page in a browser is refused.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export const openRuntimeApi = async (): Promise<LocalRuntimeApi> => {
  const exchange = newExchange()
  const initError = Promise.withResolvers<Extract<RuntimeReply, { type: 'error' }>>()
  const server = createServer((request, response) => {
    // A runtime that breaks off has died, which its process tells better.
    serve(exchange, initError.resolve, request, response).catch(() => response.destroy())
  })
  // A runtime may stand still for as long as nothing happens to the table.
  server.requestTimeout = 0
  server.keepAliveTimeout = 0
  const port = await listenOnLoopback(server, { what: 'The runtime API', option: '0', chosen: 0, usual: 0 })
  return {
    address: `127.0.0.1:${port}`,
    whenAsked: exchange.whenAsked,
    initError: initError.promise,
    give: exchange.give,
    stop: async () => closeServer(server),
  }
}
