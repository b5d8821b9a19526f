import type { BuildResult, Metafile } from 'esbuild'
import { moduleFormat } from './module-format.ts'
import type { NamedOutput } from './names-on-demand.ts'
import { withNamesOnDemand } from './names-on-demand.ts'

/** How esbuild is asked: what it made is handed back, and what it is made of. */
type Made = BuildResult<{ readonly metafile: true; readonly write: false }>

/** A module as it was built. */
export interface BuiltByFormat {
  readonly format: 'esm' | 'cjs'
  readonly files: readonly NamedOutput[]
  readonly metafile: Metafile
}

/**
 * Builds a module in the format that Node takes its file for; where neither extension nor package say it, its syntax
 * decides. What is imported on demand gives its names.
 *
 * @param root - absolute: what the paths of the metafile are relative to
 * @param isEntry - whether an output is the module's own: what is imported on demand has an entry point, too
 */
export const buildByFormat = async (
  {
    file,
    root,
    isEntry,
  }: {
    readonly file: string
    readonly root: string
    readonly isEntry: (path: string) => boolean
  },
  make: (format: 'esm' | 'cjs') => Promise<Made>,
): Promise<BuiltByFormat> => {
  const said = moduleFormat(file)
  const first = await make(said ?? 'esm')
  const { inputs, outputs } = first.metafile
  const [, entry] = Object.entries(outputs).find(([path]) => isEntry(path)) ?? []
  const isCommonJs = said === undefined && inputs[entry?.entryPoint ?? '']?.format === 'cjs'
  const { outputFiles, metafile } = isCommonJs ? await make('cjs') : first
  const files = withNamesOnDemand(outputFiles, metafile, { root, isNode: said === 'esm' })
  return { format: isCommonJs ? 'cjs' : (said ?? 'esm'), files, metafile }
}
