import type { Session } from '../../operations/dev/session.ts'
import { verifyFrom } from '../../operations/verify/verify-from.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { answerFrom } from '../mcp/answer-tool.ts'
import { mcpFaults } from '../mcp/faults.ts'
import { newMcpDoor } from '../mcp/mcp-door.ts'
import { announceMcp, lastingToken } from '../mcp/mcp-place.ts'
import { newToldRedaction } from '../mcp/redact-told.ts'
import { newRunFacts } from '../mcp/run-facts.ts'
import type { Remembered } from './remembered.ts'
import { newRemembered } from './remembered.ts'
import type { Redriving } from './redriving.ts'
import { checkMayAct, newRedriving } from './redriving.ts'
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
  /** Assistants may act, and not only ask. */
  readonly mcpActions: boolean
  /** Of this tool. */
  readonly version: string
  /** Gives variables to SDKs of this process, for a redrive that reads items. */
  readonly lend: (variables: Readonly<Record<string, string>>) => void
}

/** The door for assistants, who see what the page sees. */
const mcpOf = (
  session: Session,
  options: InspectorOptions,
  { ring, log }: Remembered,
  redriving: Redriving,
) => {
  const { folder, version, newId, allowWrites, mcpActions } = options
  const ask = answerFrom({
    ...{ session, ring, redriving, facts: newRunFacts(log), redaction: newToldRedaction(newId()) },
    checkMayAct: tool => {
      if (!mcpActions) throw raise(mcpFaults, 'mcp.actions-off', { tool })
      checkMayAct(session, allowWrites)
    },
  })
  return newMcpDoor({ token: lastingToken(folder), version, ask, newMark: newId })
}

/**
 * Opens the page of a run that has not begun to read: it shows all that is told on the run's bus from here on.
 *
 * @throws PipelineError `machine.port-taken`
 */
export const openInspector = async (session: Session, options: InspectorOptions): Promise<PageServer> => {
  const { clock } = options
  const remembered = newRemembered()
  const { ring, log } = remembered
  const redriving = newRedriving(session, { ...options, ring })
  const verifyRuns = newVerifyRuns(options, verifyFrom)
  const server = await servePage({
    ...options,
    ...{ log, limits: readerLimits },
    routes: ({ writeToken }, end) => ({
      routes: sessionRoutes(session, {
        ...{ ...options, ring, redriving, verifyRuns, writeToken },
        signal: AbortSignal.any([options.signal, end]),
      }),
      mcp: mcpOf(session, options, remembered, redriving),
    }),
  })
  const forgetPlace = announceMcp(options.folder, { pid: process.pid, port: server.port })
  const translated = toWire({ ring, functionOf: session.functionOf, now: clock.now })
  const unsubscribe = session.subscribe(event => {
    const wire = translated(event)
    if (wire !== undefined) log.add(wire)
  })
  return {
    ...server,
    stop: async () => {
      unsubscribe()
      forgetPlace()
      await verifyRuns.stop()
      await server.stop()
    },
  }
}
