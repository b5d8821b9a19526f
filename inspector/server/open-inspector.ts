import { getRequestListener } from '@hono/node-server'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { closeServer } from '../../local-servers/door/close-server.ts'
import { listenOnLoopback } from '../../local-servers/door/listen.ts'
import type { Session } from '../../operations/dev/session.ts'
import { inspectorApp } from './app.ts'
import { newEntrance } from './entrance.ts'
import { newEventLog } from './event-log.ts'
import type { PageFiles } from './page-files.ts'
import { readPageFiles } from './page-files.ts'
import { buildPageOfSources } from './page-of-sources.ts'
import { newRecordRing } from './record-ring.ts'
import { sessionRoutes } from './session-routes.ts'
import type { ReplaySurroundings } from './replay-records.ts'
import { toWire } from './to-wire.ts'
import { newVerifyRuns } from './verify-runs.ts'
import { verifyFrom } from '../../operations/verify/verify-from.ts'

/** What {@link openInspector} takes. */
export interface InspectorOptions extends ReplaySurroundings {
  /** The port that the user chose. @defaultValue the first free one from 4747 */
  readonly port: number | undefined
  /** Tables of an engine that this process did not start may be changed. */
  readonly allowWrites: boolean
  readonly random: () => number
  /** Gives variables to SDKs of this process, for a redrive that reads items. */
  readonly lend: (variables: Readonly<Record<string, string>>) => void
  /** The built page. @defaultValue what is built, nothing where it is not */
  readonly page?: PageFiles | undefined
}

/** The page of a run. */
export interface Inspector {
  readonly port: number
  /** Nobody has built the page, and only its data can be asked for. */
  readonly isBuilt: boolean
  /** Why it could not be built from its sources, where these are what runs. */
  readonly pageProblem: string | undefined
  /** An address that opens it once; each call gives a new one. */
  readonly newAddress: () => string
  readonly stop: () => Promise<void>
}

/** Port of the page where nobody chooses another. */
export const usualInspectorPort = 4747

const mebibyte = 1024 * 1024

/** Together 128 MB: what happened is small beside images, and lasts longer. */
const logLimits = { events: 400_000, bytes: 32 * mebibyte }
const ringLimits = { records: 100_000, bytes: 96 * mebibyte }

/** Nothing that a request brings may keep the server from its end, or hold it open. */
const requestTimeoutMs = 60_000

/**
 * Opens the page of a run that has not begun to read: it shows all that is told on the run's bus from here on.
 *
 * @throws PipelineError `machine.port-taken`
 */
export const openInspector = async (session: Session, options: InspectorOptions): Promise<Inspector> => {
  const { clock, newId } = options
  const pageProblem = options.page === undefined ? await buildPageOfSources() : undefined
  const page = options.page ?? readPageFiles()
  const ring = newRecordRing(ringLimits)
  const log = newEventLog(logLimits)
  const end = new AbortController()
  const server = createServer()
  server.requestTimeout = requestTimeoutMs
  const port = await listenOnLoopback(server, {
    ...{ what: 'The page', option: '--port', chosen: options.port, usual: usualInspectorPort },
  })
  const entrance = newEntrance(port, () => randomBytes(24).toString('base64url'))
  const translated = toWire({ ring, functionOf: session.functionOf, now: clock.now })
  const unsubscribe = session.subscribe(event => {
    const wire = translated(event)
    if (wire !== undefined) log.add(wire)
  })
  const verifyRuns = newVerifyRuns(options, verifyFrom)
  const app = inspectorApp({
    ...{ entrance, log, page, clock, end: end.signal, run: newId().slice(0, 8) },
    routes: sessionRoutes(session, {
      ...{ ...options, ring, verifyRuns, writeToken: entrance.writeToken },
      signal: AbortSignal.any([options.signal, end.signal]),
    }),
  })
  const listener = getRequestListener(app.fetch)
  server.on('request', (request, response) => {
    listener(request, response).catch(() => {
      response.destroy()
    })
  })
  return {
    port,
    isBuilt: page !== undefined,
    pageProblem,
    newAddress: () => `http://127.0.0.1:${port}/?t=${entrance.newStartToken()}`,
    stop: async () => {
      unsubscribe()
      end.abort()
      await verifyRuns.stop()
      await closeServer(server)
    },
  }
}
