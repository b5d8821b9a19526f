import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

const relativeImport = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g

const declarationOf = (specifier: string): string => specifier.replace(/\.(?:ts|js)$/, '.d.ts')

/**
 * The declarations that the package's entries reach: all that a compiler ever asks for. Those of other modules would be
 * two files for each that nobody reads.
 *
 * @param entries - the `types` of package.json's exports
 */
export const shippedDeclarations = (folder: string, entries: readonly string[]): ReadonlySet<string> => {
  const reached = new Set(entries.map(normalize))
  // A set that grows while it is walked is walked to its end.
  for (const file of reached) {
    const text = readFileSync(join(folder, file), 'utf8')
    for (const [, specifier = ''] of text.matchAll(relativeImport)) {
      const target = normalize(join(dirname(file), declarationOf(specifier)))
      if (!existsSync(join(folder, target)))
        throw new Error(`${file} needs ${specifier}, which was not built`)
      reached.add(target)
    }
  }
  return reached
}
