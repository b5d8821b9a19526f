import { createServer } from 'node:http'
import { closeServer } from '../door/close-server.ts'
import { listenOnLoopback } from '../door/listen.ts'
import { refusalFor } from './refusal.ts'
import type { AwsCall } from './service-of.ts'
import { awsCall } from './service-of.ts'

/** A stand-in for all of AWS that carries nothing out. */
export interface Refuser {
  readonly endpoint: string
  readonly stop: () => Promise<void>
}

/** Of a body, what is needed to name the operation. */
const maxLookedAt = 4_096

/** What a refused caller reads. */
const refusedWords = ({ service, operation, setting }: AwsCall): string =>
  `tailrace dev does not let functions reach ${service} (${operation}). Set ${setting} to where it may go, or pass --allow-remote-sinks to use AWS itself.`

/**
 * Starts what `AWS_ENDPOINT_URL` of a local function names: it refuses every call, and says which it was and what to
 * set.
 */
export const startRefuser = async (onRefused: (call: AwsCall) => void): Promise<Refuser> => {
  const server = createServer((incoming, response) => {
    let body = ''
    incoming.setEncoding('latin1').on('data', (text: string) => {
      if (body.length < maxLookedAt) body += text
    })
    incoming.on('end', () => {
      const call = awsCall(incoming.headers, { method: incoming.method, url: incoming.url, body })
      onRefused(call)
      const type = incoming.headers['content-type'] ?? ''
      const { status, headers, body: answer } = refusalFor(call.service, type, refusedWords(call))
      response.writeHead(status, headers).end(answer)
    })
  })
  const port = await listenOnLoopback(server, { what: 'The refuser', option: '', chosen: 0, usual: 0 })
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => closeServer(server),
  }
}
