import { reasonOf } from '../../core/errors/thrown.ts'
import type { WorkerFunction } from '../../engine/function/worker-function.ts'
import type { BuiltModule } from '../build/built-module.ts'
import type { BuiltModules } from '../build/built-modules.ts'
import type { DevEvent } from './dev-event.ts'
import type { FileChanges } from './watch-project.ts'

/** A function that can be loaded anew. */
export interface ReloadedFunction {
  readonly target: Pick<WorkerFunction, 'functionName' | 'reload'>
  /** Where the user's file is now. */
  readonly file: () => string
  /** Brings whatever else was made of its code up to date. */
  readonly onReload: () => Promise<void>
}

/** What {@link functionReloads} takes. */
export interface ReloadOptions {
  readonly functions: readonly ReloadedFunction[]
  readonly modules: BuiltModules
  readonly tell: (event: DevEvent) => void
}

/** Loads functions anew, one after the other. */
export interface FunctionReloads {
  /** Those of these names; without names, all. */
  readonly reload: (functionNames?: readonly string[]) => Promise<void>
  /** Those whose code is another since files changed. */
  readonly takeUp: (changes: FileChanges) => Promise<void>
  /** All files that functions are made of, as far as they are known. */
  readonly inputs: () => Iterable<string>
}

const isConfiguration = (path: string): boolean => /[\\/](?:package|[jt]sconfig[^\\/]*)\.json$/.test(path)

const hasAny = (inputs: ReadonlySet<string>, paths: ReadonlySet<string>): boolean =>
  [...paths].some(path => inputs.has(path) || isConfiguration(path))

/** One thing at a time, in the order in which it was asked for. */
const inOrder = (): (<T>(task: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve()
  return async task => {
    const next = last.then(task)
    last = next.catch(() => undefined)
    return next
  }
}

/** Functions that cannot be loaded wait with their records until their files are mended. */
export const functionReloads = ({ functions, modules, tell }: ReloadOptions): FunctionReloads => {
  const built = new Map<string, BuiltModule>()
  const failed = new Set<ReloadedFunction>()
  const next = inOrder()

  const load = async (each: ReloadedFunction): Promise<void> => {
    const { functionName } = each.target
    try {
      await each.target.reload()
      await each.onReload()
      failed.delete(each)
      tell({ event: 'Reloaded', functionName })
    } catch (error) {
      failed.add(each)
      tell({ event: 'ReloadFailed', functionName, message: reasonOf(error) })
    }
  }
  /** Whether loading it would give other code than before. */
  const rebuild = async (file: string): Promise<boolean> => {
    const before = built.get(file)
    try {
      const now = await modules.rebuild(file)
      built.set(file, now)
      return now.inputs === undefined || now.path !== before?.path
    } catch {
      // The function is told why when it is loaded.
      return true
    }
  }
  const isConcerned = (each: ReloadedFunction, { paths, isOtherSet }: FileChanges): boolean => {
    if (isOtherSet || failed.has(each)) return true
    const inputs = built.get(each.file())?.inputs
    return inputs === undefined || hasAny(inputs, paths)
  }
  const rebuildFilesOf = async (chosen: readonly ReloadedFunction[]): Promise<ReadonlySet<string>> => {
    const files = [...new Set(chosen.map(({ file }) => file()))]
    const others = await Promise.all(files.map(async file => ((await rebuild(file)) ? [file] : [])))
    return new Set(others.flat())
  }
  const remember = async (): Promise<void> => {
    for (const file of functions.map(each => each.file())) {
      if (built.has(file)) continue
      const now = await modules.get(file).catch(() => undefined)
      if (now !== undefined) built.set(file, now)
    }
  }
  return {
    reload: async functionNames =>
      next(async () => {
        const isChosen = ({ target }: ReloadedFunction): boolean =>
          functionNames?.includes(target.functionName) ?? true
        const chosen = functions.filter(isChosen)
        await rebuildFilesOf(chosen)
        for (const each of chosen) await load(each)
      }),
    takeUp: async changes =>
      next(async () => {
        await remember()
        const concerned = functions.filter(each => isConcerned(each, changes))
        const others = await rebuildFilesOf(concerned)
        for (const each of concerned) if (others.has(each.file()) || failed.has(each)) await load(each)
      }),
    inputs: () => [...built.values()].flatMap(({ inputs }) => [...(inputs ?? [])]),
  }
}
