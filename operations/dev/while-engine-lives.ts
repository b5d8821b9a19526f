import { raise } from '../../core/errors/pipeline-error.ts'
import { machineFaults } from '../../local-servers/faults.ts'
import type { Session } from './session.ts'

/**
 * What a run comes to, unless its table engine dies first: then there is nothing to wait for.
 *
 * @param run - is given a signal that aborts with `signal`, and when the engine is gone
 * @throws PipelineError `machine.engine-ended`
 */
export const whileEngineLives = async <T>(
  { engineEnded, engine: what }: Pick<Session, 'engine' | 'engineEnded'>,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const controller = new AbortController()
  const gone = engineEnded.then(reason => {
    controller.abort()
    return raise(machineFaults, 'machine.engine-ended', { what, reason })
  })
  const running = run(AbortSignal.any([signal, controller.signal])).then(
    value => () => value,
    (error: unknown) => () => {
      throw error
    },
  )
  const outcome = await Promise.race([running, gone])
  if (typeof outcome === 'function' && !controller.signal.aborted) return outcome()
  // What a run without its table fails with says less than that.
  throw await gone
}
