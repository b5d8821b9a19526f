import type { EventSourceMapping } from '../../engine/event-source-mapping.ts'
import { stopAll } from '../../local-servers/clean-up.ts'

/** The mappings of a run, which can be halted and go on where they stood. */
export interface MappingSet {
  readonly start: () => Promise<void>
  /** Lets what is under way end, and reads nothing more until `resume`. */
  readonly pause: () => Promise<void>
  readonly resume: () => Promise<void>
  readonly isPaused: () => boolean
  /** Resolves when what was in the streams at this moment is finished; a pause does not end the waiting. */
  readonly whenCaughtUp: () => Promise<void>
  readonly stop: () => Promise<void>
}

/**
 * A set of mappings. One that was stopped cannot start again: another takes its place at its checkpoints.
 *
 * @param open - makes all of them, each at its checkpoints
 */
export const newMappingSet = (open: () => readonly EventSourceMapping[]): MappingSet => {
  let mappings: readonly EventSourceMapping[] = []
  let paused: { readonly until: Promise<void>; readonly end: () => void } | undefined
  let isStopped = false
  // One after the other: a pause that comes while another is under way must not leave both sets running.
  let turn: Promise<void> = Promise.resolve()
  const inTurn = async (act: () => Promise<void>): Promise<void> => {
    const mine = turn.then(act)
    turn = mine.catch(() => undefined)
    return mine
  }
  const begin = async (): Promise<void> => {
    mappings = open()
    await Promise.all(mappings.map(async each => each.start()))
  }
  const resume = async (): Promise<void> => {
    if (paused === undefined || isStopped) return
    const { end } = paused
    paused = undefined
    await begin()
    end()
  }
  const pause = async (): Promise<void> => {
    if (paused !== undefined || isStopped) return
    const { promise: until, resolve: end } = Promise.withResolvers<undefined>()
    paused = {
      until,
      end: () => {
        end(undefined)
      },
    }
    await stopAll(mappings)
  }
  return {
    start: async () => inTurn(begin),
    pause: async () => inTurn(pause),
    resume: async () => inTurn(resume),
    isPaused: () => paused !== undefined,
    whenCaughtUp: async () => {
      let asked: typeof mappings
      do {
        asked = mappings
        await Promise.all(asked.map(async each => each.whenCaughtUp()))
        await paused?.until
      } while (asked !== mappings && !isStopped)
    },
    stop: async () =>
      inTurn(async () => {
        isStopped = true
        paused?.end()
        await stopAll(mappings)
      }),
  }
}
