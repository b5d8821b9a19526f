import { reasonOf } from '../../core/errors/thrown.ts'
import type { WorkerFunction } from '../../engine/function/worker-function.ts'
import type { DevEvent } from './dev-event.ts'
import { watchProject } from './watch-project.ts'

const reloadAll = async (
  functions: readonly WorkerFunction[],
  tell: (event: DevEvent) => void,
): Promise<void> => {
  for (const { functionName, reload } of functions) {
    try {
      await reload()
      tell({ event: 'Reloaded', functionName })
    } catch (error) {
      const message = reasonOf(error)
      tell({ event: 'ReloadFailed', functionName, message })
    }
  }
}

/** Loads the functions anew whenever a source file changes, until the signal aborts. */
export const reloadOnChange = async (
  folder: string,
  functions: readonly WorkerFunction[],
  signal: AbortSignal,
  tell: (event: DevEvent) => void,
): Promise<void> =>
  new Promise(resolve => {
    const unwatch = watchProject(folder, () => void reloadAll(functions, tell))
    const end = (): void => {
      unwatch()
      resolve()
    }
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
