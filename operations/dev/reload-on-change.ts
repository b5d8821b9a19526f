import { watchProject } from './watch-project.ts'

/** Loads the functions anew whenever a source file changes, until the signal aborts. */
export const reloadOnChange = async (
  folder: string,
  reload: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> =>
  new Promise(resolve => {
    const unwatch = watchProject(folder, () => void reload())
    const end = (): void => {
      unwatch()
      resolve()
    }
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
