import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type * as Opening from '../../adapters/open/cache.ts'
import { makeBundle } from '../../operations/bundling/make-bundle.ts'

/** Bundles a module of ours as a function is, and gives what it exports. */
export const bundledModule = async (file: string, folder: string): Promise<unknown> => {
  const { files, entry } = await makeBundle(
    { build },
    { root: resolve('.'), file: resolve(file), name: 'module' },
  )
  for (const [path, contents] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), contents)
  }
  return import(pathToFileURL(join(folder, entry)).href)
}

/** What opens a cache by its URL, as it is bundled. */
export const bundledCache = async (folder: string): Promise<(typeof Opening)['cache']> =>
  ((await bundledModule('adapters/open/cache.ts', folder)) as typeof Opening).cache
