import { timingSafeEqual } from 'node:crypto'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { askedFields } from '../server/asked.ts'
import type { McpServerOptions } from './mcp-server.ts'
import { mcpServers } from './mcp-server.ts'

/** What {@link newMcpDoor} takes. */
export interface McpDoorOptions extends McpServerOptions {
  readonly token: string
}

/** The way for `tailrace mcp`, which speaks the protocol itself. */
export const askPath = '/mcp/ask'

const isBearer = (header: string | null, token: string): boolean => {
  const [given, wanted] = [Buffer.from(header ?? ''), Buffer.from(`Bearer ${token}`)]
  return given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted)
}

const refused = (): Response =>
  Response.json(
    {
      code: 'inspector.refused',
      message:
        'Assistants bring the token that lies in .tailrace/mcp-token of the project (Authorization: Bearer).',
    },
    { status: 401, headers: { 'www-authenticate': 'Bearer' } },
  )

const failed = (error: unknown): Response => {
  const { code, remedy } = isPipelineError(error) ? error : { code: 'inspector.failed', remedy: '' }
  return Response.json({ code, message: reasonOf(error), remedy }, { status: 409 })
}

/**
 * Answers assistants that bring the token; a cookie opens nothing here. The protocol's package is loaded by the first
 * of them.
 */
export const newMcpDoor = (options: McpDoorOptions): ((request: Request) => Promise<Response>) => {
  const { token, ask } = options
  let handler: Promise<(request: Request) => Promise<Response>> | undefined
  const opened = async (): Promise<(request: Request) => Promise<Response>> => {
    const newServer = await mcpServers(options)
    const { createMcpHandler } = await import('@modelcontextprotocol/server')
    const { fetch } = createMcpHandler(newServer)
    return async request => fetch(request)
  }
  return async request => {
    if (!isBearer(request.headers.get('authorization'), token)) return refused()
    try {
      if (new URL(request.url).pathname === askPath) {
        const asked = askedFields(await request.json())
        return Response.json((await ask(asked.text('tool'), asked.value('fields'))) ?? {})
      }
      handler ??= opened()
      return await (
        await handler
      )(request)
    } catch (error) {
      return failed(error)
    }
  }
}
