import { reasonOf } from '../../core/errors/thrown.ts'
import type { Session } from './session.ts'
import type { DevEvent } from './dev-event.ts'
import type { ProjectWatch } from './watch-project.ts'
import { watchProject } from './watch-project.ts'

/** What {@link reloadOnChange} takes. */
export interface ReloadOnChangeOptions {
  readonly folder: string
  readonly tell: (event: DevEvent) => void
  /**
   * Runs before changed files are taken up, such as a synth that makes the code that is run. What it writes is a change
   * as well, which it is told of: it has to leave its own outputs alone. Nothing is loaded where it fails.
   */
  readonly beforeReload?: ((paths: ReadonlySet<string>) => Promise<void>) | undefined
}

/** Takes up what changes in the project's files, until it is closed. */
export const reloadOnChange = (
  session: Pick<Session, 'commands' | 'inputs'>,
  { folder, tell, beforeReload }: ReloadOnChangeOptions,
): Pick<ProjectWatch, 'close'> => {
  const onError = (error: Error): void => {
    tell({ event: 'WatchFailed', message: reasonOf(error) })
  }
  const watch = watchProject({
    folder,
    outsideFiles: session.inputs,
    onError,
    onChange: async changes => {
      await beforeReload?.(changes.paths)
      await session.commands.takeUp(changes)
    },
  })
  watch.ready.then(() => {
    tell({ event: 'Watching' })
  }, onError)
  return watch
}
