import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { changedModules, modulePaths } from './changed-modules.ts'
import type { Sources } from './client-sources.ts'
import { requiredWhenRead } from './emitted-requires.ts'
import type { NeededCommands } from './needed-commands.ts'
import { neededCommands } from './needed-commands.ts'

/** `@redis/client` as the cache needs it. */
export interface SmallClient {
  /** Its modules by their path in its `dist`, the entry being what one server is reached by. */
  readonly modules: Sources
  /** The entry for a cluster, in the same folder. */
  readonly cluster: string
}

/** What is not of commands, nor of sentinels. */
const isOwn = (path: string): boolean =>
  path !== modulePaths.entry && !/^lib\/(?:commands|sentinel)\//.test(path)

const commandsOf = (all: Sources, own: Sources): NeededCommands | undefined => {
  const code = [...own].filter(([path]) => path !== modulePaths.data).map(([, source]) => source)
  const found = neededCommands(all.get(modulePaths.commands) ?? '', code)
  const isThere = (file: string): boolean =>
    all.get(posix.join('lib/commands', `${file}.js`))?.includes('\nexports.default = ') === true
  return found?.files.every(isThere) === true ? found : undefined
}

const isLate = (specifier: string): boolean => isBuiltin(specifier) || specifier.startsWith('.')

/** What would run at once what is left out. */
const eager = /^(?:const|var) .*require\("\.\/metrics"\)/m

/**
 * The client without the commands that nobody calls, and with each module required when it is first used: what only TLS
 * needs is not loaded before, and what only a cluster needs comes with the cluster. Nothing where the package is written
 * in another way than the versions that are known.
 *
 * @param all - the code in the package's `dist`
 */
export const smallClient = (all: Sources): SmallClient | undefined => {
  const own = new Map([...all].filter(([path]) => isOwn(path)))
  const commands = commandsOf(all, own)
  const changed = changedModules(all)
  if (commands === undefined || changed === undefined) return undefined
  const { entry, cluster, metadata, data, metrics } = changed
  const late = [...own, [modulePaths.metadata, metadata] as const].map(
    ([path, source]) => [path, requiredWhenRead(source, isLate)] as const,
  )
  if (late.some(([, source]) => eager.test(source))) return undefined
  const modules = new Map([
    ...late,
    [modulePaths.entry, entry],
    [modulePaths.commands, commands.source],
    [modulePaths.data, data],
    [modulePaths.metrics, metrics],
  ])
  return { modules, cluster }
}
