// Which file imports which when the code runs: types do not count.
import { dirname, join } from 'node:path/posix'
import ts from 'typescript'

/** Files by the file that they import. */
export type Importers = ReadonlyMap<string, readonly string[]>

const bringsValues = (node: ts.ImportDeclaration | ts.ExportDeclaration): boolean => {
  if (ts.isExportDeclaration(node)) return !node.isTypeOnly
  const { importClause: clause } = node
  if (clause === undefined) return true
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return false
  const { namedBindings: bindings } = clause
  return (
    bindings === undefined ||
    !ts.isNamedImports(bindings) ||
    bindings.elements.some(({ isTypeOnly }) => !isTypeOnly)
  )
}

/** `import('./x.ts')` and `new URL('./x.ts', import.meta.url)`. */
const loadedBy = (node: ts.Node): ts.Node | undefined => {
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return node.arguments[0]
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL') return node.arguments?.[0]
  return undefined
}

const importsIn = (file: string, text: string): readonly string[] => {
  const found: string[] = []
  const take = (node: ts.Node | undefined): void => {
    if (node !== undefined && ts.isStringLiteralLike(node) && node.text.startsWith('.'))
      found.push(join(dirname(file), node.text))
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      if (bringsValues(node)) take(node.moduleSpecifier)
      return
    }
    take(loadedBy(node))
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))
  return found
}

/** Reads all files, whose names are relative to the repository. */
export const importersOf = (files: readonly string[], read: (file: string) => string): Importers => {
  const importers = new Map<string, string[]>()
  for (const file of files)
    for (const imported of importsIn(file, read(file)))
      importers.set(imported, [...(importers.get(imported) ?? []), file])
  return importers
}
