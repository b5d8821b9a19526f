import { existsSync, realpathSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild'
import { asBundled, makeStandIns } from './as-bundled.ts'
import { foldersUp } from './package-root.ts'

const isInstalled = (path: string): boolean => /[\\/]node_modules[\\/]/.test(path)

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** Where Node finds a package from a folder. */
const packageFrom = (folder: string, name: string): string | undefined => {
  for (const each of foldersUp(folder)) {
    const found = join(each, 'node_modules', name)
    if (existsSync(found)) return realpathSync(found)
  }
  return undefined
}

/** The file that Node's `require` takes for a specifier; nothing where it finds none. */
export const requiredFrom = (importer: string, specifier: string): string | undefined => {
  try {
    return createRequire(importer).resolve(specifier)
  } catch {
    return undefined
  }
}

const importerOf = ({ importer, resolveDir }: OnResolveArgs): string =>
  importer === '' ? join(resolveDir, 'noname.js') : importer

/** A package that the output would not find, or not the same, is named by its path. */
const externalPath = (args: OnResolveArgs, found: string, places: readonly string[]): string => {
  const name = packageName(args.path)
  const wanted = packageFrom(args.resolveDir, name)
  if (wanted !== undefined && places.every(place => packageFrom(place, name) === wanted)) return args.path
  const path = requiredFrom(importerOf(args), args.path) ?? found
  return args.kind.startsWith('require') ? path : pathToFileURL(path).href
}

/**
 * Lambda's runtimes have the AWS SDK, so a function need not bring it along; here those clients of it can be had that
 * came with this package. What else is not found may be meant so, in a try: esbuild knows.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
const sdkOfRuntime = ({ path: specifier, kind }: OnResolveArgs): OnResolveResult | undefined => {
  if (!specifier.startsWith('@aws-sdk/')) return undefined
  const path = requiredFrom(fileURLToPath(import.meta.url), specifier)
  if (path === undefined) return undefined
  return { path: kind.startsWith('require') ? path : pathToFileURL(path).href, external: true }
}

const asked = Symbol('asked')

const resolveBare = async (
  build: PluginBuild,
  args: OnResolveArgs,
  places: readonly string[],
): Promise<OnResolveResult | undefined> => {
  if (args.pluginData === asked) return undefined
  if (isBuiltin(args.path)) return { path: args.path, external: true }
  const { importer, resolveDir, kind, namespace } = args
  const found = await build.resolve(args.path, { importer, resolveDir, kind, namespace, pluginData: asked })
  if (found.errors.length > 0) return sdkOfRuntime(args)
  if (found.external) return undefined
  // Node strips no types there.
  const isLoadable = isInstalled(found.path) && !/\.[cm]?tsx?$/.test(found.path)
  const { path, sideEffects, suffix } = found
  if (!isLoadable) return { path, sideEffects, suffix, namespace: found.namespace }
  const asRequired = { ...args, kind: 'require-call' } as const
  const meant = await asBundled(build, {
    args,
    bundled: path,
    sideEffects,
    required: requiredFrom(importerOf(args), args.path),
    requiredAs: required => externalPath(asRequired, required, places),
  })
  return meant ?? { path: externalPath(args, path, places), external: true }
}

/**
 * Leaves what is installed to Node: native parts, files that packages read beside themselves, and the one copy of a
 * package that several modules share stay what they are. Packages of a workspace are the user's own code.
 *
 * @param places - folders from which the output looks for packages
 */
export const outsidePackages = (places: readonly string[]): Plugin => ({
  name: 'outside-packages',
  setup: build => {
    makeStandIns(build)
    build.onResolve({ filter: /^file:/ }, ({ path }) =>
      isInstalled(fileURLToPath(path)) ? { path, external: true } : { path: fileURLToPath(path) },
    )
    build.onResolve({ filter: /^[^./]/ }, async args =>
      args.kind === 'entry-point' || /^(?:data|https?|file):/.test(args.path)
        ? undefined
        : resolveBare(build, args, places),
    )
    build.onResolve({ filter: /^\.{1,2}(?:\/|$)/ }, args => {
      if (args.kind !== 'require-resolve') return undefined
      const path = requiredFrom(args.importer, args.path)
      return path === undefined ? undefined : { path, external: true }
    })
  },
})

/** Folders from which an output in `outFolder` looks for packages: its own, and that of its source. */
export const lookingFrom = (outFolder: string, file: string): readonly string[] => [outFolder, dirname(file)]
