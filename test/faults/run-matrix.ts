import { parentPort, workerData } from 'node:worker_threads'
import { knownFailures } from './known-failures/all.ts'
import type { PlaySize } from './load-play.ts'
import { faultScenarios } from './scenarios.ts'

/** One play that is asked of a worker. */
export interface AskedPlay {
  readonly id: string
  readonly seed: number
}

/** How it ended. */
export interface EndedPlay extends AskedPlay {
  readonly problems: readonly string[]
}

/** Plays one scenario with one seed; what it throws is a problem too. */
const playScenario = async ({ id, seed }: AskedPlay, size: PlaySize): Promise<EndedPlay> => {
  // A known failure is one short story, whatever the seed and the size.
  const scenario = [...faultScenarios, ...knownFailures].find(each => each.id === id)
  if (scenario === undefined) return { id, seed, problems: [`there is no scenario ${id}`] }
  try {
    return { id, seed, problems: await scenario.play(seed, size) }
  } catch (error) {
    return { id, seed, problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)] }
  }
}

const { size } = (workerData ?? {}) as { readonly size?: PlaySize }
if (parentPort !== null && size !== undefined) {
  const port = parentPort
  port.on('message', (asked: AskedPlay) => {
    void playScenario(asked, size).then(ended => {
      port.postMessage(ended)
    })
  })
}
