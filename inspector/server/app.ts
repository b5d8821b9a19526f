import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie, setCookie } from 'hono/cookie'
import type { Context } from 'hono'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { Clock } from '../../core/clock.ts'
import type { Caller, Entrance } from './entrance.ts'
import type { EventLog } from './event-log.ts'
import type { ReaderLimits } from './event-reader.ts'
import { eventReader } from './event-reader.ts'
import { eventStream } from './event-stream.ts'
import type { PageFiles } from './page-files.ts'

/** Answers the page's questions and does what it asks for; a value is sent as JSON. */
export interface InspectorRoutes {
  readonly reads: Readonly<
    Record<string, (ask: (name: string) => string | undefined, path: string) => Promise<unknown>>
  >
  readonly writes: Readonly<Record<string, (body: unknown) => Promise<unknown>>>
}

/** What {@link inspectorApp} takes. */
export interface InspectorAppOptions {
  readonly entrance: Entrance
  readonly log: EventLog
  /** How far a reader of it may be behind. */
  readonly limits: ReaderLimits
  /** Of this run, so that a number of another one is not taken for one of this. */
  readonly run: string
  /** Nothing where the page is not built. */
  readonly page: PageFiles | undefined
  readonly routes: InspectorRoutes
  /** Answers assistants, who bring a token of their own; nothing where there is no run to ask about. */
  readonly mcp?: ((request: Request) => Promise<Response>) | undefined
  readonly clock: Clock
  /** Ends all streams. */
  readonly end: AbortSignal
}

/** An import of items is the largest that comes. */
const largestBody = 16 * 1024 * 1024

const headers: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
}

const callerOf = (context: Context): Caller => ({
  method: context.req.method,
  header: name => context.req.header(name),
  cookie: name => getCookie(context, name),
})

const refused = (context: Context, status: 403 | 404 | 405 | 413, why: string): Response =>
  context.json({ code: 'inspector.refused', message: `This is the page of a tailrace dev: ${why}.` }, status)

const failed = (context: Context, error: unknown): Response => {
  const { code, remedy } = isPipelineError(error) ? error : { code: 'inspector.failed', remedy: '' }
  const status = code === 'inspector.read-only' ? 403 : isPipelineError(error) ? 409 : 500
  return context.json({ code, message: reasonOf(error), remedy }, status)
}

const bodyOf = async (context: Context): Promise<unknown> => {
  try {
    return await context.req.json()
  } catch {
    return undefined
  }
}

const enter = (context: Context, { entrance }: InspectorAppOptions): Response => {
  const token = context.req.query('t') ?? ''
  if (!entrance.spend(token) && entrance.refusedRead(callerOf(context)) !== undefined)
    return refused(context, 403, 'this address was used already; look for the newest in its terminal')
  setCookie(context, entrance.cookieName, entrance.sessionToken, {
    ...{ httpOnly: true, sameSite: 'Strict', path: '/' },
  })
  return context.redirect('/', 303)
}

const addRoutes = (app: Hono, { routes }: InspectorAppOptions): void => {
  for (const [path, read] of Object.entries(routes.reads))
    app.get(`/api/${path}`, async context =>
      context.json(await read(name => context.req.query(name), context.req.param('id') ?? '')),
    )
  for (const [path, write] of Object.entries(routes.writes))
    app.post(`/api/${path}`, async context => {
      const body = await bodyOf(context)
      if (body === undefined) return refused(context, 403, 'the request is no JSON')
      return context.json((await write(body)) ?? {})
    })
}

/** The server of the page, without its port: who may enter, the stream of events, questions, actions and files. */
export const inspectorApp = (options: InspectorAppOptions): Hono => {
  const { entrance, log, limits, run, page, clock, end } = options
  const app = new Hono()
  app.use(async (context, next) => {
    const why = entrance.strangerBy(callerOf(context))
    if (why !== undefined) context.res = refused(context, 403, why)
    else await next()
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value)
  })
  app.use(
    bodyLimit({ maxSize: largestBody, onError: context => refused(context, 413, 'the body is too large') }),
  )
  app.get('/', async (context, next) =>
    context.req.query('t') === undefined ? next() : enter(context, options),
  )
  const { mcp } = options
  for (const path of mcp === undefined ? [] : ['/mcp', '/mcp/ask'])
    app.all(path, async context => mcp?.(context.req.raw))
  app.use(async (context, next) => {
    const caller = callerOf(context)
    const isRead = caller.method === 'GET' || caller.method === 'HEAD'
    const why = entrance.refusedRead(caller) ?? (isRead ? undefined : entrance.refusedWrite(caller))
    return why === undefined ? next() : refused(context, 403, why)
  })
  app.get('/api/events', context =>
    eventStream(
      eventReader(log, run, context.req.header('last-event-id') ?? context.req.query('after'), limits),
      clock,
      end,
    ),
  )
  addRoutes(app, options)
  app.get('*', context => {
    const file = page?.get(context.req.path)
    if (file === undefined) return refused(context, 404, 'there is no such thing')
    return context.body(file.body, 200, { 'content-type': file.type })
  })
  app.onError((error, context) => failed(context, error))
  return app
}
