import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Agent, createServer, request } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { closeServer } from './close-server.ts'
import { listenOnLoopback } from './listen.ts'
import type { LocalCredentials } from './local-credentials.ts'
import { resigned } from './local-credentials.ts'
import { refusalOf } from './may-enter.ts'

/** What {@link openTableDoor} takes. */
export interface TableDoorOptions {
  /** Base address of the engine behind it. */
  readonly target: string
  readonly credentials: LocalCredentials
  /** The port that the user chose. @defaultValue the first free one from 4748 */
  readonly port: number | undefined
}

/** The way to the tables for every program of this machine. */
export interface TableDoor {
  readonly endpoint: string
  readonly port: number
  readonly stop: () => Promise<void>
}

/** Port of the tables' endpoint where nobody chooses another. */
const usualTablePort = 4748

/** Headers that are about one connection, not about the request. */
const ofConnection = ['connection', 'keep-alive', 'proxy-authorization', 'te', 'trailer', 'upgrade', 'expect']

const answer = (response: ServerResponse, status: number, type: string, message: string): void => {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const body = JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message })
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', connection: 'close' }).end(body)
}

const headersFor = (
  { headers }: IncomingMessage,
  host: string,
  credentials: LocalCredentials,
): OutgoingHttpHeaders => {
  const kept = Object.entries(headers).filter(([name]) => !ofConnection.includes(name))
  const { authorization } = headers
  return {
    ...Object.fromEntries(kept),
    host,
    ...(authorization !== undefined && { authorization: resigned(authorization, credentials) }),
  }
}

const forward = async (
  incoming: IncomingMessage,
  response: ServerResponse,
  { target, credentials, agent }: TableDoorOptions & { readonly agent: Agent },
): Promise<void> => {
  const url = new URL(incoming.url ?? '/', target)
  const outgoing = request(url, {
    method: incoming.method,
    agent,
    headers: headersFor(incoming, url.host, credentials),
  })
  response.once('close', () => outgoing.destroy())
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve)
    outgoing.once('error', reject)
  })
  // An engine may answer before it has read all.
  await Promise.all([
    pipeline(incoming, outgoing).catch(() => undefined),
    answered.then(async found => {
      response.writeHead(found.statusCode ?? 502, found.headers)
      await pipeline(found, response)
    }),
  ])
}

/**
 * Opens the one way to the tables of a run: an endpoint on loopback that takes any key id and any region, refuses
 * what comes from a browser's page, and passes the rest on to the engine under the run's own credentials. The engine
 * itself may listen elsewhere: without those credentials it shows an empty database.
 *
 * @throws PipelineError `machine.port-taken`
 */
export const openTableDoor = async (options: TableDoorOptions): Promise<TableDoor> => {
  const agent = new Agent({ keepAlive: true })
  const server = createServer((incoming, response) => {
    const refusal = refusalOf(incoming.headers)
    if (refusal !== undefined) {
      answer(response, 403, 'AccessDeniedException', `This is the local table of tailrace dev: ${refusal}.`)
      return
    }
    forward(incoming, response, { ...options, agent }).catch((error: unknown) => {
      // The engine is gone or hung up: what an SDK tries again.
      answer(response, 500, 'InternalServerError', `The table engine does not answer: ${String(error)}`)
    })
  })
  // As long as SDKs keep their own connections: a shorter time ends one just as it is used.
  server.keepAliveTimeout = 65_000
  const port = await listenOnLoopback(server, {
    what: 'The tables',
    option: '--table-port',
    chosen: options.port,
    usual: usualTablePort,
  })
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    stop: async () => {
      await closeServer(server)
      agent.destroy()
    },
  }
}
