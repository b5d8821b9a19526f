import { readFileSync } from 'node:fs'
import { normalize, relative, resolve } from 'node:path'
import type { Metafile, Plugin } from 'esbuild'
import { buildByFormat } from '../build/build-by-format.ts'
import { bundleOptions } from '../build/bundle-options.ts'
import { sourceProblem } from '../build/build-module.ts'
import type { Bundler } from '../build/find-esbuild.ts'
import type { BundleFormat } from './format-options.ts'
import { commandsOnDemand } from './commands-on-demand.ts'
import { formatOptions } from './format-options.ts'
import { joinStart } from './join-start.ts'
import { neededFiles } from './needed-files.ts'
import { isClientShared, redisForCache } from './redis-client/redis-for-cache.ts'
import { requiredBuiltIns } from './required-built-ins.ts'
import { requiredWhole } from './required-whole.ts'

/** A function that is to be bundled. */
export interface BundleTask {
  /** Absolute: what the paths of the bundle are relative to. */
  readonly root: string
  /** Absolute path of its module. */
  readonly file: string
  /** The file part of its handler: the path that the module gets in the bundle, without extension. */
  readonly name: string
  readonly plugins?: readonly Plugin[]
  /** Absolute: what Lambda finds in the folder in which it starts the function. @defaultValue the root */
  readonly taskFolder?: string
}

/** A function as it is deployed. */
export interface FunctionBundle {
  /** Contents by path. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Path of the module that the handler names. */
  readonly entry: string
  readonly metafile: Metafile
  /** What is missing in it, one line for each. */
  readonly problems: readonly string[]
  /** What packages name and need not reach, one line for each. */
  readonly notes: readonly string[]
}

const make = async (
  esbuild: Bundler,
  { root, file, name, plugins = [] }: BundleTask,
  format: BundleFormat,
) => {
  try {
    return await esbuild.build({
      ...bundleOptions,
      ...formatOptions(format),
      // Of ES modules the files that are joined get it.
      ...(format === 'esm' && { banner: {} }),
      absWorkingDir: root,
      entryPoints: { [name]: file },
      outdir: '.',
      chunkNames: 'chunks/[name]-[hash]',
      splitting: format === 'esm',
      target: 'node22',
      minify: true,
      plugins: [...plugins, requiredWhole, commandsOnDemand, ...(format === 'esm' ? [requiredBuiltIns] : [])],
    })
  } catch (error) {
    throw sourceProblem(error, file)
  }
}

/** With as much of the Redis client as the cache needs, where only the cache needs it. */
const makeSmall = async (
  esbuild: Bundler,
  task: BundleTask,
  format: BundleFormat,
  onDifferent: (dist: string) => void,
) => {
  const plugins = [...(task.plugins ?? []), redisForCache(onDifferent)]
  const made = await make(esbuild, { ...task, plugins }, format)
  return isClientShared(task.root, made.metafile) ? make(esbuild, task, format) : made
}

const isWhole = (root: string, dist: string): string =>
  `${relative(root, dist)} is not written as the versions that are known, and is bundled whole`

/** What is imported on demand has an entry point, too; the function's own is called as its handler. */
const entryIn = ({ outputs }: Metafile, name: string): string =>
  [`${name}.mjs`, `${name}.cjs`].map(path => normalize(path)).find(path => path in outputs) ?? ''

/**
 * Bundles a function, with what its modules name beside themselves.
 *
 * @throws PipelineError `build.source-invalid` with file, line and column of the first problem
 */
export const makeBundle = async (esbuild: Bundler, task: BundleTask): Promise<FunctionBundle> => {
  const root = resolve(task.root)
  const { file, name } = task
  const isEntry = (path: string): boolean => path === normalize(`${name}.mjs`)
  const different = new Set<string>()
  const built = await buildByFormat({ file, root, isEntry }, async format =>
    makeSmall(esbuild, { ...task, root }, format, dist => different.add(isWhole(root, dist))),
  )
  const { files: made, metafile } =
    built.format === 'esm'
      ? await joinStart(esbuild, built, { root, entry: entryIn(built.metafile, name) })
      : built
  const { files: beside, problems, notes } = neededFiles(root, metafile.outputs, task.taskFolder)
  const entry = entryIn(metafile, name)
  const files = new Map<string, Uint8Array>([
    ...made.map(({ path, contents }) => [path.slice(root.length + 1), contents] as const),
    ...[...beside].map(([path, source]) => [path, readFileSync(source)] as const),
  ])
  return { files, entry, metafile, problems, notes: [...different, ...notes] }
}
