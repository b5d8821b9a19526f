import { reasonOf } from '../../core/errors/thrown.ts'
import type { Project } from '../project/project.ts'
import { projectDifferences } from './project-differences.ts'
import type { DevEvent } from './dev-event.ts'

const isData = (path: string): boolean => /\.(?:json|ya?ml|toml)$/.test(path)

const isDeployFile = (path: string, { file, sources }: Project): boolean =>
  path.endsWith(`/${file}`) || path === file || sources.includes(path)

/**
 * Says when the files that describe the project say something else than the run was started with. Tables, streams and
 * mappings stay as they are until the next start: a shard cannot be read under two settings at once.
 */
export const settingsWatch = (
  started: Project,
  read: () => Promise<Project>,
  tell: (event: DevEvent) => void,
): ((paths: ReadonlySet<string>) => Promise<void>) => {
  let said = ''
  const say = (text: string, event: DevEvent | undefined): void => {
    if (text !== said && event !== undefined) tell(event)
    said = text
  }
  return async paths => {
    if (![...paths].some(path => isData(path) || isDeployFile(path, started))) return
    const { file } = started
    try {
      const changed = projectDifferences(started, await read())
      say(changed.join(), changed.length === 0 ? undefined : { event: 'SettingsChanged', file, changed })
    } catch (error) {
      const message = reasonOf(error)
      say(message, { event: 'SettingsUnreadable', file, message })
    }
  }
}
