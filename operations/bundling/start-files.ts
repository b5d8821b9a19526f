import { dirname, join, normalize } from 'node:path'
import type { Metafile } from 'esbuild'

type Outputs = Metafile['outputs']

/** The output that another imports by a path relative to itself. */
export const importedFrom = (importer: string, path: string): string =>
  normalize(join(dirname(importer), path))

/**
 * The outputs that are loaded with a function's module, in the order in which they run, without itself. What is
 * imported on demand is not among them.
 */
export const startFiles = (outputs: Outputs, entry: string): readonly string[] => {
  const found = new Set<string>()
  const seen = new Set([entry])
  const visit = (file: string): void => {
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind !== 'import-statement' || !(path in outputs) || seen.has(path)) continue
      seen.add(path)
      visit(path)
      found.add(path)
    }
  }
  visit(entry)
  return [...found]
}
