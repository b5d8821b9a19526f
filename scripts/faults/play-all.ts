import { Worker } from 'node:worker_threads'
import type { PlaySize } from '../../test/faults/load-play.ts'
import type { AskedPlay, EndedPlay } from '../../test/faults/run-matrix.ts'

const workerFile = new URL('../../test/faults/run-matrix.ts', import.meta.url)

/** Gives one worker play after play until there is none left, or an end is asked for. */
const work = async (
  waiting: AskedPlay[],
  size: PlaySize,
  signal: AbortSignal,
  tell: (ended: EndedPlay) => void,
): Promise<void> => {
  const worker = new Worker(workerFile, { workerData: { size } })
  const next = async (asked: AskedPlay): Promise<EndedPlay> =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.postMessage(asked)
    })
  try {
    for (let asked = waiting.shift(); asked !== undefined && !signal.aborted; asked = waiting.shift()) {
      tell(await next(asked))
      worker.removeAllListeners('error')
    }
  } finally {
    await worker.terminate()
  }
}

/** Plays all of them in so many workers, and tells how each ended. */
export const playAll = async (
  asked: readonly AskedPlay[],
  size: PlaySize,
  workers: number,
  signal: AbortSignal,
  tell: (ended: EndedPlay) => void,
): Promise<void> => {
  const waiting = [...asked]
  await Promise.all(Array.from({ length: workers }, async () => work(waiting, size, signal, tell)))
}
