import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Esbuild from 'esbuild'

/** What is used of esbuild. */
export type Bundler = Pick<typeof Esbuild, 'build'>

/** Of a CommonJS package, `import()` finds the names in any case under `default`. */
const bundlerIn = (module: Partial<Bundler> & { readonly default?: Bundler }): Bundler | undefined =>
  module.build === undefined ? module.default : { build: module.build }

const pathFrom = (place: string): string | undefined => {
  try {
    return createRequire(place).resolve('esbuild')
  } catch {
    return undefined
  }
}

/**
 * esbuild of the project, as its own builds use it, else the one beside this package; nothing where there is none. It
 * is eleven megabytes, so nobody gets it who does not want it.
 */
export const findEsbuild = async (root: string): Promise<Bundler | undefined> => {
  const path = pathFrom(join(root, 'package.json')) ?? pathFrom(import.meta.filename)
  if (path === undefined) return undefined
  return bundlerIn((await import(pathToFileURL(path).href)) as Parameters<typeof bundlerIn>[0])
}
