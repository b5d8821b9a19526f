import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build, transform } from 'esbuild'
import { bundleOptions } from '../../operations/build/bundle-options.ts'
import type { BundleFormat } from '../../operations/bundling/format-options.ts'
import { formatOptions } from '../../operations/bundling/format-options.ts'
import { makeBundle } from '../../operations/bundling/make-bundle.ts'

const writeAll = (folder: string, files: Iterable<readonly [path: string, contents: Uint8Array]>): void => {
  for (const [path, contents] of files) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, contents)
  }
}

/** Bundles a function of ours as it is deployed; gives the path of its module. */
export const bundleOurs = async (name: string, folder: string): Promise<string> => {
  const task = { root: resolve('.'), file: resolve(`functions/${name}.ts`), name: `functions/${name}` }
  const { files, entry } = await makeBundle({ build }, task)
  writeAll(folder, files)
  return join(folder, entry)
}

/** Bundles another function as its users do: by esbuild, minified, in one file. */
export const bundleTypical = async (
  source: string,
  folder: string,
  format: BundleFormat,
): Promise<string> => {
  const { outputFiles } = await build({
    ...bundleOptions,
    keepNames: false,
    ...formatOptions(format),
    stdin: { contents: source, resolveDir: resolve('bench'), loader: 'ts' },
    outdir: folder,
    target: 'node22',
    minify: true,
  })
  writeAll(
    '/',
    outputFiles.map(({ path, contents }) => [path, contents] as const),
  )
  return join(folder, format === 'esm' ? 'stdin.mjs' : 'stdin.cjs')
}

/** The script of a cold process as JavaScript: to strip its types, Node would load a compiler, which goes on beside it. */
export const coldScript = async (folder: string): Promise<string> => {
  const { code } = await transform(readFileSync('bench/cold/first-effect.ts', 'utf8'), { loader: 'ts' })
  const file = join(folder, 'first-effect.mjs')
  writeFileSync(file, code)
  return file
}
