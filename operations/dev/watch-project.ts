import type { Stats } from 'node:fs'
import { basename, dirname, relative, sep } from 'node:path'
import type { FSWatcher } from 'chokidar'
import { watch } from 'chokidar'
import { asError } from '../../core/errors/thrown.ts'
import { realPath } from '../build/real-path.ts'

/** What happened to files since the last time, as one. */
export interface FileChanges {
  /** Without symbolic links. */
  readonly paths: ReadonlySet<string>
  /** Whether files came or went, so that an import may now mean another one. */
  readonly isOtherSet: boolean
}

/** What {@link watchProject} takes. */
export interface WatchOptions {
  readonly folder: string
  /** Files of interest elsewhere: packages of a workspace, what symbolic links point to. Asked after each change. */
  readonly outsideFiles: () => Iterable<string>
  /** What comes meanwhile is told as one afterwards. */
  readonly onChange: (changes: FileChanges) => Promise<void>
  /** The watcher is of no use any more, or only of some. */
  readonly onError: (error: Error) => void
}

/** What watches. */
export interface ProjectWatch {
  /** Everything from now on is seen. */
  readonly ready: Promise<void>
  readonly close: () => Promise<void>
}

/** Editors write a file in several steps, and a checkout many files: they are quiet for this long afterwards. */
const settleMs = 100

const isOfInterest = (path: string): boolean => /\.(?:[cm]?[jt]sx?|json|ya?ml|toml)$/.test(path)

const isLeftOut = (path: string): boolean => {
  const name = basename(path)
  return name === 'node_modules' || (name.startsWith('.') && name.length > 1)
}

const isWithin = (folder: string, path: string): boolean => {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`)
}

/** Of folders elsewhere only the files: one may be the user's home. */
const isIgnored =
  (root: string, folders: ReadonlySet<string>) =>
  (path: string, stats?: Stats): boolean => {
    if (folders.has(path)) return false
    if (isLeftOut(path)) return true
    if (stats?.isDirectory() === true) return !isWithin(root, path)
    return stats !== undefined && !isOfInterest(path)
  }

/** Watchers of folders, which all tell the same ears. */
const newWatchers = (
  root: string,
  tell: (event: string, path: string) => void,
  onError: (error: Error) => void,
): {
  /** Resolves when everything from now on is seen there; whether there was anything to add. */
  readonly add: (folders: readonly string[]) => Promise<boolean>
  readonly close: () => Promise<void>
} => {
  const known = new Set<string>()
  const ended = Promise.withResolvers<undefined>()
  let isClosed = false
  const watchers: FSWatcher[] = []
  return {
    add: async folders => {
      const added = folders.filter(each => !known.has(each))
      // What is found when all is over would keep the process alive, since nobody closes it.
      if (added.length === 0 || isClosed) return false
      for (const each of added) known.add(each)
      const ignored = isIgnored(root, known)
      const options = { ignored, ignoreInitial: true, followSymlinks: false, atomic: false }
      const watcher = watch(added, options)
      watchers.push(watcher)
      watcher.on('all', tell).on('error', error => {
        onError(asError(error))
      })
      const ready = new Promise<void>(resolve => {
        watcher.once('ready', resolve)
      })
      // One that is closed before it is ready never says that it is.
      await Promise.race([ready, ended.promise])
      return true
    },
    close: async () => {
      isClosed = true
      ended.resolve(undefined)
      await Promise.all(watchers.map(async watcher => watcher.close()))
    },
  }
}

/**
 * Calls back with the source and settings files of the project that have changed, when they are quiet, one call at a
 * time; at first with none, as nobody knows what happened before. `node_modules` and dot folders are not looked at.
 */
export const watchProject = ({ folder, outsideFiles, onChange, onError }: WatchOptions): ProjectWatch => {
  const root = realPath(folder)
  let paths = new Set<string>()
  let isOtherSet = false
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  let busy: Promise<void> | undefined

  const watchers = newWatchers(
    root,
    (event, path) => {
      if (isClosed || event === 'addDir') return
      paths.add(realPath(path))
      if (event !== 'change') isOtherSet = true
      clearTimeout(timer)
      timer = setTimeout(tell, settleMs)
    },
    onError,
  )
  const watchAll = async (): Promise<void> => {
    const outside = [...outsideFiles()].map(file => dirname(file)).filter(place => !isWithin(root, place))
    // What happened there before is not known.
    if (await watchers.add([root, ...new Set(outside)])) isOtherSet = true
  }
  const takeUp = async (): Promise<void> => {
    const changes = { paths, isOtherSet }
    paths = new Set()
    isOtherSet = false
    try {
      await onChange(changes)
      await watchAll()
    } catch (error) {
      onError(asError(error))
    }
  }
  const tellAll = async (): Promise<void> => {
    await watchAll()
    // More that is not quiet yet comes with its timer.
    while ((paths.size > 0 || isOtherSet) && timer === undefined && !isClosed) await takeUp()
  }
  const tell = (): void => {
    timer = undefined
    busy ??= tellAll().finally(() => {
      busy = undefined
    })
  }
  tell()
  return {
    ready: Promise.resolve(busy),
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      await watchers.close()
      await busy
    },
  }
}
