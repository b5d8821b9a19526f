import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Metafile } from 'esbuild'
import { build } from 'esbuild'
import type { Zippable } from 'fflate'
import { zipSync } from 'fflate'
import { bundleOptions, requireBanner } from '../../operations/build/bundle-options.ts'
import { sourceFile } from '../../operations/project/source-file.ts'
import { neededFiles } from './needed-files.ts'
import type { Packaged } from './packaged-functions.ts'
import type { Weights } from './weights.ts'
import { weightsOf } from './weights.ts'

/** A function as it is deployed. */
export interface Bundle {
  readonly zip: Uint8Array
  /** Minified bytes that a cold start loads before it knows which sinks it needs. */
  readonly own: number
  /** Where they come from. */
  readonly weights: Weights
  /** What is missing in it, one line for each. */
  readonly problems: readonly string[]
}

/** In the zip, modules find what lies beside them beside the output. */
const banner =
  requireBanner('import.meta.url') +
  'const __tr_filename=import.meta.filename,__tr_dirname=import.meta.dirname;'

/** The outputs that are loaded with `entry`; what is imported on demand is not. */
const loadedWith = (outputs: Metafile['outputs'], entry: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(entry)) return seen
  seen.add(entry)
  for (const { path, kind } of outputs[entry]?.imports ?? []) {
    if (kind === 'import-statement' && path in outputs) loadedWith(outputs, path, seen)
  }
  return seen
}

const sizesOf = (metafile: Metafile, entry: string): Pick<Bundle, 'own' | 'weights'> => {
  const loaded = loadedWith(metafile.outputs, entry)
  const own = [...loaded].reduce((sum, path) => sum + (metafile.outputs[path]?.bytes ?? 0), 0)
  return { own, weights: weightsOf(metafile, loaded) }
}

/** A fixed time, so that the same sources make the same zip and nothing is deployed twice. */
const entry = (path: string, contents: Uint8Array): [string, Zippable[string]] => [
  path,
  [contents, { mtime: '1980-01-01T00:00:00', level: 9 }],
]

/**
 * Bundles a function of the project in a folder.
 *
 * @throws PipelineError `project.file-unreadable`; Error in esbuild's words
 */
export const bundleFunction = async (folder: string, { file, exportName }: Packaged): Promise<Bundle> => {
  const root = resolve(folder)
  // Without a leading ./, as the outputs are called.
  const name = file.replace(/^(\.\/)+/, '')
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { [name]: sourceFile(root, file, exportName) },
    outdir: '.',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    ...bundleOptions,
    splitting: true,
    format: 'esm',
    target: 'node24',
    minify: true,
    define: { __dirname: '__tr_dirname', __filename: '__tr_filename' },
    banner: { js: banner },
    logLevel: 'warning',
  })
  const { files, problems } = neededFiles(root, metafile.outputs)
  const zip = zipSync(
    Object.fromEntries([
      ...outputFiles.map(({ path, contents }) => entry(path.slice(root.length + 1), contents)),
      ...[...files].map(([path, source]) => entry(path, readFileSync(join(source)))),
    ]),
  )
  return { zip, problems, ...sizesOf(metafile, `${name}.mjs`) }
}
