import type { Clock } from '../../core/clock.ts'
import { causeChain, fieldOf } from '../../core/errors/cause-chain.ts'
import { networkErrorIn } from '../../core/errors/network-error.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { machineFaults } from '../../local-servers/faults.ts'
import type { Session } from './session.ts'

/** How long a run that cannot reach its table waits for word that the engine is gone, in milliseconds. */
const wordWithinMs = 2_000

/** The door answers for an engine that does not with a 500, which a table of its own would say of itself. */
const isServerError = (link: unknown): boolean =>
  Number(fieldOf(fieldOf(link, '$metadata'), 'httpStatusCode')) >= 500

const reachesNoTable = (error: unknown): boolean =>
  networkErrorIn(error) !== undefined || causeChain(error).some(isServerError)

/**
 * What a run comes to, unless its table engine dies first: then there is nothing to wait for.
 *
 * @param run - is given a signal that aborts with `signal`, and when the engine is gone
 * @throws PipelineError `machine.engine-ended`
 */
export const whileEngineLives = async <T>(
  { engineEnded, engine: what }: Pick<Session, 'engine' | 'engineEnded'>,
  { signal, clock }: { readonly signal: AbortSignal; readonly clock: Pick<Clock, 'wait'> },
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const controller = new AbortController()
  const gone = engineEnded.then(reason => {
    controller.abort()
    return raise(machineFaults, 'machine.engine-ended', { what, reason })
  })
  const running = run(AbortSignal.any([signal, controller.signal])).then(
    value => () => value,
    async (error: unknown) => {
      // A connection that breaks is often seen before the end of the process that broke it.
      if (reachesNoTable(error)) await Promise.race([engineEnded, clock.wait(wordWithinMs)])
      return () => {
        throw error
      }
    },
  )
  const outcome = await Promise.race([running, gone])
  if (typeof outcome === 'function' && !controller.signal.aborted) return outcome()
  // What a run without its table fails with says less than that.
  throw await gone
}
