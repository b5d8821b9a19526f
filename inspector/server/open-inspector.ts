import type { Session } from '../../operations/dev/session.ts'
import { verifyFrom } from '../../operations/verify/verify-from.ts'
import { newRemembered } from './remembered.ts'
import type { ReplaySurroundings } from './replay-records.ts'
import { readerLimits } from './event-reader.ts'
import type { PageServer, ServePageOptions } from './serve-page.ts'
import { servePage } from './serve-page.ts'
import { sessionRoutes } from './session-routes.ts'
import { toWire } from './to-wire.ts'
import { newVerifyRuns } from './verify-runs.ts'

/** What {@link openInspector} takes. */
export interface InspectorOptions extends ReplaySurroundings, Pick<ServePageOptions, 'port' | 'page'> {
  /** Tables of an engine that this process did not start may be changed. */
  readonly allowWrites: boolean
  readonly random: () => number
  /** Gives variables to SDKs of this process, for a redrive that reads items. */
  readonly lend: (variables: Readonly<Record<string, string>>) => void
}

/**
 * Opens the page of a run that has not begun to read: it shows all that is told on the run's bus from here on.
 *
 * @throws PipelineError `machine.port-taken`
 */
export const openInspector = async (session: Session, options: InspectorOptions): Promise<PageServer> => {
  const { clock } = options
  const { ring, log } = newRemembered()
  const verifyRuns = newVerifyRuns(options, verifyFrom)
  const server = await servePage({
    ...options,
    ...{ log, limits: readerLimits },
    routes: ({ writeToken }, end) => ({
      routes: sessionRoutes(session, {
        ...{ ...options, ring, verifyRuns, writeToken },
        signal: AbortSignal.any([options.signal, end]),
      }),
    }),
  })
  const translated = toWire({ ring, functionOf: session.functionOf, now: clock.now })
  const unsubscribe = session.subscribe(event => {
    const wire = translated(event)
    if (wire !== undefined) log.add(wire)
  })
  return {
    ...server,
    stop: async () => {
      unsubscribe()
      await verifyRuns.stop()
      await server.stop()
    },
  }
}
