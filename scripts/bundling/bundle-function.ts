import { resolve } from 'node:path'
import type { Metafile } from 'esbuild'
import { build } from 'esbuild'
import { makeBundle } from '../../operations/bundling/make-bundle.ts'
import { zipOf } from '../../operations/bundling/zip-of.ts'
import { sourceFile } from '../../operations/project/source-file.ts'
import type { Packaged } from './packaged-functions.ts'
import type { Weights } from './weights.ts'
import { weightsOf } from './weights.ts'

/** A function as it is deployed. */
export interface Bundle {
  /** Contents by path. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Path of the module that the handler names. */
  readonly entry: string
  readonly zip: Uint8Array
  /** Minified bytes that a cold start loads before it knows which sinks it needs. */
  readonly own: number
  /** Where they come from. */
  readonly weights: Weights
  /** What is missing in it, one line for each. */
  readonly problems: readonly string[]
}

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

/**
 * Bundles a function of the project in a folder.
 *
 * @throws PipelineError `project.file-unreadable`, `build.source-invalid`
 */
export const bundleFunction = async (folder: string, { file, exportName }: Packaged): Promise<Bundle> => {
  const root = resolve(folder)
  // Without a leading ./, as the outputs are called.
  const name = file.replace(/^(\.\/)+/, '')
  const task = { root, file: sourceFile(root, file, exportName), name }
  const { files, entry, metafile, problems } = await makeBundle({ build }, task)
  return { files, entry, zip: zipOf(files), problems, ...sizesOf(metafile, entry) }
}
