// Every exported name, with the files that define it: what a file only passes on is not its own.
import { readFileSync } from 'node:fs'
import ts from 'typescript'

/** Files by the name that each of them defines and exports. */
export type ExportedNames = ReadonlyMap<string, readonly string[]>

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)

const boundIn = (name: ts.BindingName): readonly string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap(element => (ts.isOmittedExpression(element) ? [] : boundIn(element.name)))

const declaredIn = (statement: ts.Statement): readonly string[] => {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundIn(name))
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  return isNamed && statement.name !== undefined ? [statement.name.text] : []
}

/** `export { here }` and `export { here as there }`; with a `from` it is another file's. */
const listedIn = (statement: ts.Statement): readonly string[] =>
  ts.isExportDeclaration(statement) &&
  statement.moduleSpecifier === undefined &&
  statement.exportClause !== undefined &&
  ts.isNamedExports(statement.exportClause)
    ? statement.exportClause.elements.map(({ name }) => name.text)
    : []

const namesIn = (file: string, text: string): ReadonlySet<string> => {
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest)
  return new Set(
    statements.flatMap(statement => [
      ...(isExported(statement) ? declaredIn(statement) : []),
      ...listedIn(statement),
    ]),
  )
}

/** Reads the files, which need not compile. */
export const exportedNames = (
  files: readonly string[],
  read: (file: string) => string = file => readFileSync(file, 'utf8'),
): ExportedNames => {
  const found = new Map<string, string[]>()
  for (const file of files)
    for (const name of namesIn(file, read(file))) found.set(name, [...(found.get(name) ?? []), file])
  return found
}
