import { getRequestListener } from '@hono/node-server'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { Clock } from '../../core/clock.ts'
import { closeServer } from '../../local-servers/door/close-server.ts'
import { listenOnLoopback } from '../../local-servers/door/listen.ts'
import type { InspectorAppOptions } from './app.ts'
import { inspectorApp } from './app.ts'
import type { Entrance } from './entrance.ts'
import { newEntrance } from './entrance.ts'
import { buildPageOfSources } from './page-of-sources.ts'
import type { PageFiles } from './page-files.ts'
import { readPageFiles } from './page-files.ts'

/** The server of a page. */
export interface PageServer {
  readonly port: number
  /** What it has where nobody chooses, and it is free. */
  readonly usualPort: number
  /** Nobody has built the page, and only its data can be asked for. */
  readonly isBuilt: boolean
  /** Why it could not be built from its sources, where these are what runs. */
  readonly pageProblem: string | undefined
  /** An address that opens it once; each call gives a new one. */
  readonly newAddress: () => string
  readonly stop: () => Promise<void>
}

/** What {@link servePage} takes. */
export interface ServePageOptions extends Pick<InspectorAppOptions, 'log' | 'limits'> {
  /** The port that the user chose. @defaultValue the first free one from 4747 */
  readonly port: number | undefined
  readonly clock: Clock
  readonly newId: () => string
  /** The built page. @defaultValue what is built, nothing where it is not */
  readonly page?: PageFiles | undefined
  /** What is asked and done; `end` is aborted when the server stops. */
  readonly routes: (
    entrance: Entrance,
    end: AbortSignal,
    port: number,
  ) => Pick<InspectorAppOptions, 'routes' | 'mcp'>
}

/** Port of the page where nobody chooses another. */
const usualInspectorPort = 4747

/** Nothing that a request brings may keep the server from its end, or hold it open. */
const requestTimeoutMs = 60_000

/**
 * Serves a page on loopback.
 *
 * @throws PipelineError `machine.port-taken`
 */
export const servePage = async (options: ServePageOptions): Promise<PageServer> => {
  const { log, limits, clock, newId } = options
  const pageProblem = options.page === undefined ? await buildPageOfSources() : undefined
  const page = options.page ?? readPageFiles()
  const end = new AbortController()
  const server = createServer()
  server.requestTimeout = requestTimeoutMs
  const port = await listenOnLoopback(server, {
    ...{ what: 'The page', option: '--port', chosen: options.port, usual: usualInspectorPort },
  })
  const entrance = newEntrance(port, () => randomBytes(24).toString('base64url'))
  const app = inspectorApp({
    ...{ entrance, log, limits, page, clock, end: end.signal, run: newId().slice(0, 8) },
    ...options.routes(entrance, end.signal, port),
  })
  const listener = getRequestListener(app.fetch)
  server.on('request', (request, response) => {
    listener(request, response).catch(() => {
      response.destroy()
    })
  })
  return {
    port,
    usualPort: usualInspectorPort,
    isBuilt: page !== undefined,
    pageProblem,
    newAddress: () => `http://127.0.0.1:${port}/?t=${entrance.newStartToken()}`,
    stop: async () => {
      end.abort()
      await closeServer(server)
    },
  }
}
